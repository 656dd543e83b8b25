package site

import (
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

func TestBesideDoesAllPartsAndKeepsTheError(t *testing.T) {
	r, failed := &Request{}, errors.New("failed")
	var done atomic.Int32
	count := func() error { done.Add(1); return nil }
	if err := r.Beside(count, func() error { return failed }, count, count); !errors.Is(err, failed) || done.Load() != 3 {
		t.Errorf("%v after %d parts", err, done.Load())
	}
	if err := r.Beside(); err != nil {
		t.Errorf("nothing to do: %v", err)
	}
}

func TestPartsThatWaitForEachOtherRunAtTheSameTime(t *testing.T) {
	ping, pong := make(chan bool), make(chan bool)
	if err := new(Request).Beside(
		func() error { ping <- true; <-pong; return nil },
		func() error { <-ping; pong <- true; return nil },
	); err != nil {
		t.Error(err)
	}
}

func TestAPanicBesideIsAnError(t *testing.T) {
	err := new(Request).Beside(func() error { panic("lost") }, func() error { return nil })
	if err == nil || !strings.Contains(err.Error(), "lost") || !strings.Contains(err.Error(), "beside_test.go") {
		t.Errorf("a panic gives %v", err)
	}
}

func TestReadsOfPartsAreAllKept(t *testing.T) {
	r := &Request{reads: map[string]struct{}{}}
	if err := r.each(100, func(i int) error {
		r.Reads(fmt.Sprint("questions/", i))
		return nil
	}); err != nil || len(r.reads) != 100 {
		t.Errorf("%d of 100 reads, %v", len(r.reads), err)
	}
}

func TestPartsComeInTheirOrder(t *testing.T) {
	f := frameOf(t, `{{define "test/one"}}<b>{{.}}</b>{{end}}`)
	r := &Request{frame: f}
	var things []string
	var want []template.HTML
	for i := range 31 {
		things = append(things, fmt.Sprint("<", i))
		want = append(want, template.HTML(fmt.Sprintf("<b>&lt;%d</b>", i)))
	}
	got, err := Parts(r, "test/one", things)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := Parts(r, "test/one", []string{}); err != nil || len(got) != 0 {
		t.Errorf("of nothing: %v, %v", got, err)
	}
	if _, err := Parts(r, "test/none", things); err == nil {
		t.Error("a template that isn't there gives no error")
	}
}
