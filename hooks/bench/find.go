package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A question is a judged query: which articles are right, by the names of their files.
type question struct {
	kind, text string
	relevant   []string
}

func readQuestions(dir string) ([]question, error) {
	data, err := os.ReadFile(filepath.Join(dir, "queries.tsv"))
	if err != nil {
		return nil, err
	}
	var list []question
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		cells := strings.Split(line, "\t")
		if i == 0 || len(cells) < 5 {
			continue
		}
		list = append(list, question{cells[1], cells[2], strings.Fields(cells[4])})
	}
	return list, nil
}

// quality is how well queries of one type were answered.
type quality struct {
	n                    int
	mrr, recall, success float64 // sums over the queries, each at 10
}

func (q quality) mean(sum float64) float64 { return sum / float64(max(q.n, 1)) }

// ask searches for every question by the endpoint, checks the answers and times them.
// ids gives the record of a file.
func ask(p *portal, questions []question, ids map[string]string) (byKind map[string]*quality, took []time.Duration, err error) {
	byKind = map[string]*quality{"all": {}}
	files := map[string]string{}
	for file, id := range ids {
		prefix, _, _ := strings.Cut(file, "-") // a corpus file is its id and a title
		files[prefix] = id
	}
	for _, q := range questions {
		found, d, err := searchFor(p.address, q.text)
		if err != nil {
			return nil, nil, err
		}
		took = append(took, d)
		var want []string
		for _, r := range q.relevant {
			if id := files[r]; id != "" {
				want = append(want, id)
			}
		}
		if byKind[q.kind] == nil {
			byKind[q.kind] = &quality{}
		}
		for _, sum := range []*quality{byKind["all"], byKind[q.kind]} {
			sum.n++
			hits := 0
			for rank, id := range found {
				if slices.Contains(want, id) {
					if hits == 0 {
						sum.mrr += 1 / float64(rank+1)
						sum.success++
					}
					hits++
				}
			}
			if len(want) > 0 {
				sum.recall += float64(hits) / float64(min(len(want), 10))
			}
		}
	}
	return byKind, took, nil
}

// searchFor asks the endpoint and gives the ids of the first ten results and the time taken.
func searchFor(address, text string) (ids []string, took time.Duration, err error) {
	start := time.Now()
	res, err := http.Get("http://" + address + "/api/qiao/search?perPage=10&q=" + url.QueryEscape(text))
	if err != nil {
		return nil, 0, err
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	took = time.Since(start)
	if err != nil {
		return nil, 0, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("search for %q answered %s: %s", text, res.Status, body)
	}
	var answer struct {
		Items []struct {
			Kind string `json:"kind"`
			ID   string `json:"id"`
		} `json:"items"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, 0, err
	}
	for _, item := range answer.Items {
		ids = append(ids, item.ID)
	}
	return ids, took, nil
}

// latency asks all questions several times and gives the 99th percentile, of the median run.
func latency(p *portal, questions []question) (time.Duration, error) {
	var p99s []time.Duration
	for i := range runs + 1 {
		var took []time.Duration
		for _, q := range questions {
			_, d, err := searchFor(p.address, q.text)
			if err != nil {
				return 0, err
			}
			took = append(took, d)
		}
		if i > 0 {
			p99s = append(p99s, quantile(took, 0.99))
		}
	}
	return median(p99s), nil
}

func printQuality(byKind map[string]*quality) {
	kinds := make([]string, 0, len(byKind))
	for kind := range byKind {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	fmt.Println("\n| query type | n | MRR@10 | recall@10 | success@10 |\n| --- | --- | --- | --- | --- |")
	for _, kind := range kinds {
		q := byKind[kind]
		fmt.Printf("| %s | %d | %.3f | %.3f | %.3f |\n", kind, q.n, q.mean(q.mrr), q.mean(q.recall), q.mean(q.success))
	}
}
