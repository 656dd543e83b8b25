// Package fetch is the one client for what the portal asks of other sites. Addresses come
// from people, so it trusts none: it connects to public addresses only, whatever a name
// resolves to and wherever a redirect leads, takes no more than it was told to take, and
// says who asks.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"code.dny.dev/ssrf"
)

// The errors of a request that wasn't made or was given up. errors.Is finds them in what
// [Client.Get] and [Client.Do] return.
var (
	ErrAddress   = errors.New("fetch: not a public http or https address") // refused before a byte was sent
	ErrRedirects = errors.New("fetch: too many redirects")
	ErrTooLarge  = errors.New("fetch: the answer is too large")
	ErrTimeout   = errors.New("fetch: the answer took too long")
)

// Options of a [Client]; what is zero has a sensible default.
type Options struct {
	// Agent gives the public address of the portal, for the User-Agent. It is asked for
	// every request, because the settings may change.
	Agent func() string
	// MaxBytes is the largest body that is taken, unpacked; 4 MB when zero.
	MaxBytes int64
	// Timeout is for a whole request with its redirects and its body; 15 s when zero.
	Timeout time.Duration
	// Redirects is how many are followed; 5 when zero, none when negative.
	Redirects int
	// Ports are those that may be connected to; 80 and 443 when empty.
	Ports []uint16
	// Allow lists prefixes that may be connected to although they aren't public: those of
	// a company's own network, or the loopback of a test.
	Allow []netip.Prefix
	// Resolver looks names up; the system's when nil.
	Resolver *net.Resolver
}

// Bounds of a request that need no setting.
const (
	defaultBytes     = 4 << 20
	defaultTimeout   = 15 * time.Second
	defaultRedirects = 5
	connectTimeout   = 5 * time.Second
	maxHeaderBytes   = 64 << 10
	maxURL           = 2000
)

// A Client makes guarded requests. It is safe for use by several goroutines.
type Client struct {
	options Options
	http    *http.Client
}

// A Response is an answer, read to its end.
type Response struct {
	URL    *url.URL // where it came from in the end
	Status int
	Header http.Header
	Body   []byte
}

// New makes a client.
func New(o Options) *Client {
	if o.MaxBytes == 0 {
		o.MaxBytes = defaultBytes
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Redirects == 0 {
		o.Redirects = defaultRedirects
	}
	c := &Client{options: o}
	dialer := &net.Dialer{
		Timeout: connectTimeout, Resolver: o.Resolver,
		// asked for each address that is about to be connected to, after the name was looked up:
		// a name that resolves differently the second time gets no further than one that doesn't
		Control: guardian(o).Safe,
	}
	c.http = &http.Client{
		CheckRedirect: c.follow,
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would look names up out of our sight
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    connectTimeout,
			ResponseHeaderTimeout:  o.Timeout,
			MaxResponseHeaderBytes: maxHeaderBytes,
			MaxIdleConns:           16,
			MaxConnsPerHost:        8,
			IdleConnTimeout:        30 * time.Second,
		},
	}
	return c
}

func guardian(o Options) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range o.Allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	options := []ssrf.Option{ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...)}
	if len(o.Ports) > 0 {
		options = append(options, ssrf.WithPorts(o.Ports...))
	}
	return ssrf.New(options...)
}

// Parse reads an address that somebody typed. It must be absolute, http or https, without
// a name and password in it.
func Parse(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || len(raw) > maxURL {
		return nil, fmt.Errorf("%w: unreadable", ErrAddress)
	}
	return u, check(u)
}

func check(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%w: scheme %q", ErrAddress, u.Scheme)
	case u.Hostname() == "":
		return fmt.Errorf("%w: no host", ErrAddress)
	case u.User != nil:
		return fmt.Errorf("%w: it has a name and password", ErrAddress)
	}
	return nil
}

// follow decides on one redirect. Where it leads to is checked again when connecting.
func (c *Client) follow(next *http.Request, past []*http.Request) error {
	if len(past) > max(c.options.Redirects, 0) {
		return ErrRedirects
	}
	return check(next.URL)
}

// Get asks for an address. accept is the Accept header, anything when empty. An answer with
// an error status is an answer: look at Status.
func (c *Client) Get(ctx context.Context, address, accept string) (*Response, error) {
	u, err := Parse(address)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if accept != "" {
		request.Header.Set("Accept", accept)
	}
	return c.Do(request)
}

// Do makes any request, and reads the answer within the client's limits.
func (c *Client) Do(request *http.Request) (*Response, error) {
	if err := check(request.URL); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(request.Context(), c.options.Timeout)
	defer cancel()
	request = request.Clone(ctx)
	request.Header.Set("User-Agent", c.agent())
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, explain(ctx, err)
	}
	defer answer.Body.Close()
	if answer.ContentLength > c.options.MaxBytes {
		return nil, ErrTooLarge
	}
	// what is counted is unpacked already, so a small packed body can't become a large one
	body, err := io.ReadAll(io.LimitReader(answer.Body, c.options.MaxBytes+1))
	if err != nil {
		return nil, explain(ctx, err)
	}
	if int64(len(body)) > c.options.MaxBytes {
		return nil, ErrTooLarge
	}
	return &Response{URL: answer.Request.URL, Status: answer.StatusCode, Header: answer.Header, Body: body}, nil
}

func (c *Client) agent() string {
	if c.options.Agent == nil {
		return "Qiao/1"
	}
	return "Qiao/1 (+" + c.options.Agent() + ")"
}

// explain gives the error of a request one of the names above where there is one.
func explain(ctx context.Context, err error) error {
	var timeout net.Error
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedPort), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return fmt.Errorf("%w: %w", ErrAddress, err)
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return err
}
