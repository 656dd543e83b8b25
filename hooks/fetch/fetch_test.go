package fetch_test

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qiao/hooks/fetch"
)

// loopback lets a client reach the test's own server at 127.0.0.1, and nothing else.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

func serve(t *testing.T, h http.HandlerFunc) (address string, port uint16) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return s.URL, uint16(n)
}

func TestGet(t *testing.T) {
	var agent string
	address, port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusFound)
			return
		}
		agent = r.UserAgent()
		_, _ = io.WriteString(w, "hello")
	})
	c := fetch.New(fetch.Options{Ports: []uint16{port}, Allow: loopback, Agent: func() string { return "https://qiao.example/" }})
	got, err := c.Get(t.Context(), address+"/old", "text/html")
	if err != nil || string(got.Body) != "hello" || got.URL.Path != "/new" || got.Status != 200 {
		t.Fatalf("%+v %v", got, err)
	}
	if agent != "Qiao/1 (+https://qiao.example/)" {
		t.Errorf("it names itself %q", agent)
	}
}

// Nothing but public addresses is connected to, however they are written.
func TestPrivateAddresses(t *testing.T) {
	address, port := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a private address was asked") })
	t.Setenv("HTTP_PROXY", address) // and no proxy is talked into it
	c := fetch.New(fetch.Options{Ports: []uint16{port, 80, 443}, Timeout: 3 * time.Second})
	p := strconv.Itoa(int(port))
	for _, host := range []string{
		"127.0.0.1:" + p, "localhost:" + p, "[::1]:" + p, "[::ffff:127.0.0.1]:" + p, "[::ffff:7f00:1]:" + p, "0.0.0.0:" + p, "[::]:" + p,
		"10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
		"[fe80::1]", "[fc00::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::127.0.0.1]",
	} {
		if _, err := c.Get(t.Context(), "http://"+host+"/", ""); !errors.Is(err, fetch.ErrAddress) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	c := fetch.New(fetch.Options{Timeout: time.Second})
	for _, address := range []string{
		"", "/path", "example.org", "file:///etc/passwd", "gopher://example.org/", "ftp://example.org/", "http://", "https://user:word@example.org/",
		"http://exa mple.org/", "javascript:alert(1)", "data:text/html,x", "http://[::1", "https://example.org/" + strings.Repeat("x", 3000),
	} {
		if _, err := c.Get(t.Context(), address, ""); !errors.Is(err, fetch.ErrAddress) {
			t.Errorf("%.60q: %v", address, err)
		}
	}
	// ports that aren't the web's
	for _, port := range []string{"22", "25", "6379", "8090"} {
		if _, err := c.Get(t.Context(), "http://93.184.216.34:"+port+"/", ""); !errors.Is(err, fetch.ErrAddress) {
			t.Errorf("port %s: %v", port, err)
		}
	}
}

func TestHostileRedirects(t *testing.T) {
	inner, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a redirect led inside") })
	for name, to := range map[string]string{
		"another port":  inner,
		"private":       "http://10.0.0.1/",
		"metadata":      "http://169.254.169.254/latest/meta-data/",
		"mapped":        "http://[::ffff:10.0.0.1]/",
		"scheme":        "file:///etc/passwd",
		"with password": "http://a:b@127.0.0.1/",
	} {
		address, port := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		})
		c := fetch.New(fetch.Options{Ports: []uint16{port, 80, 443}, Allow: loopback, Timeout: 3 * time.Second})
		if _, err := c.Get(t.Context(), address, ""); !errors.Is(err, fetch.ErrAddress) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var asked atomic.Int32
	address, port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/again", http.StatusFound)
	})
	c := fetch.New(fetch.Options{Ports: []uint16{port}, Allow: loopback})
	if _, err := c.Get(t.Context(), address, ""); !errors.Is(err, fetch.ErrRedirects) || asked.Load() != 6 {
		t.Errorf("round in circles: %v after %d requests", err, asked.Load())
	}
	asked.Store(0)
	c = fetch.New(fetch.Options{Ports: []uint16{port}, Allow: loopback, Redirects: -1})
	if _, err := c.Get(t.Context(), address, ""); !errors.Is(err, fetch.ErrRedirects) || asked.Load() != 1 {
		t.Errorf("none allowed: %v after %d requests", err, asked.Load())
	}
}

// A name that is public when first looked up and private the next time is refused the
// next time: the address is checked where it is connected to.
func TestRebinding(t *testing.T) {
	var lookups atomic.Int32
	resolver := nameServer(t, func() netip.Addr {
		lookups.Add(1)
		return netip.MustParseAddr("127.0.0.1")
	})
	address, port := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the inside was reached by a name") })
	_, p, _ := net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	c := fetch.New(fetch.Options{Ports: []uint16{port}, Resolver: resolver, Timeout: 5 * time.Second})
	if _, err := c.Get(t.Context(), "http://rebind.example:"+p+"/", ""); !errors.Is(err, fetch.ErrAddress) {
		t.Errorf("%v", err)
	}
	if lookups.Load() == 0 {
		t.Error("the name was never looked up here")
	}

	// allowed at first, elsewhere after the redirect: the second look-up counts
	var turn atomic.Int32
	resolver = nameServer(t, func() netip.Addr {
		if turn.Load() == 0 {
			return netip.MustParseAddr("127.0.0.1")
		}
		return netip.MustParseAddr("10.1.2.3")
	})
	address, port = serve(t, func(w http.ResponseWriter, r *http.Request) {
		turn.Store(1)
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, "/second", http.StatusFound)
	})
	_, p, _ = net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	c = fetch.New(fetch.Options{Ports: []uint16{port}, Allow: loopback, Resolver: resolver, Timeout: 5 * time.Second})
	if _, err := c.Get(t.Context(), "http://rebind.example:"+p+"/", ""); !errors.Is(err, fetch.ErrAddress) {
		t.Errorf("after the redirect: %v", err)
	}
}

// nameServer is a resolver that answers every question for an IPv4 address with what
// answer says at that moment (RFC 1035).
func nameServer(t *testing.T, answer func() netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			end := 12
			for end < n && buf[end] != 0 {
				end += int(buf[end]) + 1
			}
			end += 5
			if end > n {
				continue
			}
			question := buf[12:end]
			reply := append([]byte{}, buf[:2]...)
			reply = append(reply, 0x81, 0x80, 0, 1)
			isA := binary.BigEndian.Uint16(question[len(question)-4:]) == 1
			if isA {
				reply = append(reply, 0, 1, 0, 0, 0, 0)
			} else {
				reply = append(reply, 0, 0, 0, 0, 0, 0)
			}
			reply = append(reply, question...)
			if isA {
				ip := answer().As4()
				reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
				reply = append(reply, ip[:]...)
			}
			_, _ = conn.WriteTo(reply, from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func TestBodies(t *testing.T) {
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	bodies := map[string]http.HandlerFunc{
		"huge and says so": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999999999") },
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			chunk := make([]byte, 64<<10)
			for {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		},
		"gzip bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			chunk := make([]byte, 1<<20)
			for range 64 {
				if _, err := z.Write(chunk); err != nil {
					return
				}
			}
			_ = z.Close()
		},
		"slow": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			for {
				_, _ = w.Write([]byte("."))
				w.(http.Flusher).Flush()
				select {
				case <-time.After(20 * time.Millisecond):
				case <-stop:
					return
				case <-r.Context().Done():
					return
				}
			}
		},
		"silent": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-stop:
			case <-r.Context().Done():
			}
		},
	}
	want := map[string]error{"huge and says so": fetch.ErrTooLarge, "endless": fetch.ErrTooLarge, "gzip bomb": fetch.ErrTooLarge, "slow": fetch.ErrTimeout, "silent": fetch.ErrTimeout}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			address, port := serve(t, body)
			limits := fetch.Options{Ports: []uint16{port}, Allow: loopback, MaxBytes: 1 << 20, Timeout: time.Minute}
			if errors.Is(want[name], fetch.ErrTimeout) {
				limits.Timeout = time.Second
			}
			c := fetch.New(limits)
			if _, err := c.Get(t.Context(), address, ""); !errors.Is(err, want[name]) {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("headers", func(t *testing.T) {
		address, port := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) })
		if _, err := fetch.New(fetch.Options{Ports: []uint16{port}, Allow: loopback}).Get(t.Context(), address, ""); err == nil {
			t.Error("a megabyte of headers was read")
		}
	})
}
