package notify

import (
	"context"
	"net"
	"net/smtp"
	"slices"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// How long a conversation with a mail server goes on: connecting, encrypting and signing in take longer than a mail.
const (
	restTime  = 10 * time.Second // without a mail; a server waits for minutes
	mostMails = 100              // some servers want no more over one connection
	mostFree  = 8
	quitTime  = 5 * time.Second
)

// A line is a conversation with a mail server that can go on with another mail.
type line struct {
	config core.SMTPConfig
	conn   net.Conn
	client *smtp.Client
	mails  int
	rest   *time.Timer // hangs up
}

// lines are an application's conversations that nobody uses at the moment.
type lines struct {
	mu   sync.Mutex
	free []*line
}

const linesKey = "qiao.mail.lines"

func linesOf(app core.App) *lines {
	return app.Store().GetOrSet(linesKey, func() any { return &lines{} }).(*lines)
}

// take gives a line to the server of these settings: one that is kept, or a new one.
func (all *lines) take(ctx context.Context, config core.SMTPConfig) (l *line, kept bool, err error) {
	all.mu.Lock()
	for i := len(all.free) - 1; i >= 0; i-- {
		if l := all.free[i]; l.config == config {
			all.free = slices.Delete(all.free, i, i+1)
			all.mu.Unlock()
			l.rest.Stop()
			return l, true, nil
		}
	}
	all.mu.Unlock()
	l, err = call(ctx, config)
	return l, false, err
}

// keep puts a line back whose last mail was taken, or hangs up.
func (all *lines) keep(l *line) {
	l.mails++
	all.mu.Lock()
	defer all.mu.Unlock()
	if l.mails >= mostMails || len(all.free) >= mostFree {
		go l.quit()
		return
	}
	l.rest = time.AfterFunc(restTime, func() {
		all.mu.Lock()
		i := slices.Index(all.free, l)
		if i >= 0 {
			all.free = slices.Delete(all.free, i, i+1)
		}
		all.mu.Unlock()
		if i >= 0 {
			l.quit()
		}
	})
	all.free = append(all.free, l)
}

// call opens a line.
func call(ctx context.Context, config core.SMTPConfig) (*line, error) {
	conn, err := dial(ctx, config)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	defer stop()
	l := &line{config: config, conn: conn}
	if err = conn.SetDeadline(time.Now().Add(talkTimeout)); err == nil {
		if l.client, err = smtp.NewClient(conn, config.Host); err == nil {
			err = greet(l.client, config)
		}
	}
	if err != nil {
		_ = conn.Close() // there is nothing to save
		return nil, err
	}
	return l, nil
}

// quit says goodbye, whatever happens to it: all mails are sent.
func (l *line) quit() {
	_ = l.conn.SetDeadline(time.Now().Add(quitTime))
	_ = l.client.Quit()
	_ = l.conn.Close()
}
