package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// build makes a program of this module, "qiao" itself as it is shipped, and gives its path and size in bytes.
func build(dir, pkg string) (path string, size int64, err error) {
	path = filepath.Join(dir, filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", 0, fmt.Errorf("go build: %w: %s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", 0, err
	}
	return path, info.Size(), nil
}

// A process is the binary serving a data folder on its own.
type process struct {
	cmd     *exec.Cmd
	address string
	started time.Duration // from its start to the first whole page
}

// start runs the binary and waits until it has answered the first page that is asked of it. PocketBase takes a program in a temporary
// folder for one that is being developed, and would print each query.
func start(binary, dir, page string) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	listener.Close()
	p := &process{cmd: exec.Command(binary, "serve", "--dev=false", "--dir", dir, "--http", address), address: address}
	begin := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(begin) < 60*time.Second {
		if c, err := dial(address); err == nil {
			_, err = c.get(page)
			c.conn.Close()
			if err == nil {
				p.started = time.Since(begin)
				return p, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("the binary didn't answer within a minute"), p.stop())
}

func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_ = p.cmd.Wait() // ended by the signal
	return nil
}

// memory gives the resident memory of the process in bytes, now and at its highest.
func (p *process) memory() (now, peak int64, err error) {
	f, err := os.Open("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 {
			continue
		}
		kb, _ := strconv.ParseInt(fields[1], 10, 64)
		switch fields[0] {
		case "VmRSS:":
			now = kb << 10
		case "VmHWM:":
			peak = kb << 10
		}
	}
	return now, peak, lines.Err()
}

// rest waits until the process does nothing more: work that one measurement left isn't done during the next.
func (p *process) rest() error {
	before := int64(-1)
	for range 300 {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/stat")
		if err != nil {
			return err
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		user, _ := strconv.ParseInt(fields[11], 10, 64)
		system, _ := strconv.ParseInt(fields[12], 10, 64)
		now := user + system // hundredths of a second
		if before >= 0 && now-before <= 1 {
			return nil
		}
		before = now
		time.Sleep(200 * time.Millisecond)
	}
	return errors.New("the server was still busy a minute later")
}

// startRow measures the time from starting the binary to the first whole page.
func startRow(binary, dir string, articles int) (row, error) {
	var took []time.Duration
	for i := range runs + 1 {
		p, err := start(binary, dir, "/")
		if err != nil {
			return row{}, err
		}
		if i > 0 {
			took = append(took, p.started)
		}
		if err := p.stop(); err != nil {
			return row{}, err
		}
	}
	d := median(took)
	return row{fmt.Sprintf("start to first page, %d articles", articles), "-", "<= 500 ms", ms(d), d <= 500*time.Millisecond}, nil
}

// memoryRow serves every page once and gives the memory of the process after that.
func memoryRow(binary, dir string, paths []string) (row, error) {
	p, err := start(binary, dir, "/")
	if err != nil {
		return row{}, err
	}
	c, err := dial(p.address)
	if err != nil {
		return row{}, err
	}
	defer c.conn.Close()
	for _, path := range paths {
		if _, err := c.get(path); err != nil {
			return row{}, err
		}
	}
	now, peak, err := p.memory()
	if err != nil {
		return row{}, err
	}
	const mb = 1 << 20
	return row{
		fmt.Sprintf("memory after %d pages, cache of 64 MB", len(paths)), "-", "<= 200 MB",
		fmt.Sprintf("%d MB (peak %d MB)", now/mb, peak/mb), now <= 200*mb,
	}, p.stop()
}
