package hooks

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// Config is everything that can be set from outside. Each value comes from a flag, else
// from the environment, else from its default; nothing else reads the environment.
type Config struct {
	// PublicDir is a folder whose files win over the built-in ones (--publicDir, QIAO_PUBLIC_DIR).
	PublicDir string
	// URL is the public address of the site, such as https://example.org (--url, QIAO_URL).
	// Empty means the application URL in the dashboard's settings.
	URL string
	// CacheMB bounds the memory of the page cache in MiB (--cache, QIAO_CACHE_MB).
	CacheMB int
}

// DefaultConfig reads the environment. dir is the folder of the program, beside which
// pb_public is looked for.
func DefaultConfig(dir string) Config {
	return Config{
		PublicDir: env("QIAO_PUBLIC_DIR", filepath.Join(dir, "pb_public")),
		URL:       env("QIAO_URL", ""),
		CacheMB:   envInt("QIAO_CACHE_MB", 64),
	}
}

// HeapFloor is the size in bytes before which garbage isn't collected: a small portal has some 30 MB in use, and would collect
// three times as often without it. Memory stays below what a portal with a full page cache takes.
const HeapFloor = 96 << 20

// Connections is how many connections read the database at once, and are kept while they are used: opening one reads the
// whole schema, some milliseconds of a processor. More than a few for each processor only wait for it.
func Connections() int { return max(24, 4*runtime.NumCPU()) }

// Flags adds the flags that override c.
func (c *Config) Flags(flags *pflag.FlagSet) {
	flags.StringVar(&c.PublicDir, "publicDir", c.PublicDir, "folder whose files win over the built-in ones")
	flags.StringVar(&c.URL, "url", c.URL, "public address of the site, e.g. https://example.org")
	flags.IntVar(&c.CacheMB, "cache", c.CacheMB, "memory of the page cache in MiB")
}

func env(name, otherwise string) string {
	if v := strings.TrimSpace(os.Getenv(name)); v != "" {
		return v
	}
	return otherwise
}

func envInt(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return otherwise
}
