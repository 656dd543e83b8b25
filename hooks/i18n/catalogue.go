package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed locales/*.toml
var locales embed.FS

// catalogue is every message in every language. It never changes after load.
type catalogue struct {
	localizers [len(All)]*i18n.Localizer
	messages   [len(All)]map[string]*i18n.Message
	// plain has the messages that are the same for all arguments; most are, and they need no template
	plain [len(All)]map[string]string
	// filled has those with placeholders that need no template either
	filled [len(All)]map[string]*filled
}

var messages = must(load(locales))

func must(c *catalogue, err error) *catalogue {
	if err != nil {
		panic(err) // the files are part of the binary: a mistake in them is caught by the first test
	}
	return c
}

// load reads locales/<room>.<tag>.toml. A key that two files define is an error.
func load(fsys fs.FS) (*catalogue, error) {
	bundle := i18n.NewBundle(language.MustParse(ZH.Tag()))
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, err := fs.Glob(fsys, "locales/*.toml")
	if err != nil {
		return nil, err
	}
	c := &catalogue{}
	for _, l := range All {
		c.messages[l] = map[string]*i18n.Message{}
		c.plain[l] = map[string]string{}
		c.filled[l] = map[string]*filled{}
	}
	for _, name := range files {
		l, err := langOfFile(name)
		if err != nil {
			return nil, err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		file, err := bundle.ParseMessageFileBytes(data, name)
		if err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", name, err)
		}
		for _, m := range file.Messages {
			if c.messages[l][m.ID] != nil {
				return nil, fmt.Errorf("i18n: %s: the message %q is defined twice", name, m.ID)
			}
			c.messages[l][m.ID] = m
			if m.One == "" && !strings.Contains(m.Other, "{{") {
				c.plain[l][m.ID] = m.Other
			} else if f := fillable(m); f != nil {
				c.filled[l][m.ID] = f
			}
		}
	}
	for _, l := range All {
		c.localizers[l] = i18n.NewLocalizer(bundle, l.Tag())
	}
	return c, nil
}

func langOfFile(name string) (Lang, error) {
	for _, l := range All {
		if strings.HasSuffix(name, "."+l.Tag()+".toml") {
			return l, nil
		}
	}
	return ZH, fmt.Errorf("i18n: %s: the name must be <room>.<zh-CN or en>.toml", path.Base(name))
}

// Has reports whether the catalogues have a message with this key.
func Has(key string) bool {
	return messages.messages[ZH][key] != nil
}

// T returns the message with this key in language l. The arguments are names and values in turn, as the message's
// placeholders name them ({{.name}}); the one called "count" chooses between singular and plural, and is shown as [Count] writes it:
//
//	T(lang, "site.pager.page", "page", 3)
//	T(lang, "site.card.minutes", "count", 3)
//
// A key that does not exist, which the tests rule out for literals, is logged and returned as it is.
func T(l Lang, key string, args ...any) string {
	if s, ok := messages.plain[l][key]; ok {
		return s
	}
	if f := messages.filled[l][key]; f != nil {
		if s, ok := f.fill(l, args); ok {
			return s
		}
	}
	return localized(l, key, args)
}

// localized is [T] by the catalogue's templates.
func localized(l Lang, key string, args []any) string {
	config := &i18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 {
		data := make(map[string]any, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			name, _ := args[i].(string)
			data[name] = args[i+1]
		}
		config.TemplateData = data
		config.PluralCount = pluralCount(data["count"])
		switch n := data["count"].(type) {
		case int:
			data["count"] = Count(int64(n))
		case int64:
			data["count"] = Count(n)
		}
	}
	s, err := messages.localizers[l].Localize(config)
	if err != nil {
		slog.Warn("i18n: message not shown as meant", "key", key, "lang", l.Tag(), "error", err)
		if s == "" {
			return key
		}
	}
	return s
}

// pluralCount turns a count into what go-i18n takes: an int, or nil for none. A count that is already formatted text
// ("1.2K") is always plural.
func pluralCount(count any) any {
	switch n := count.(type) {
	case nil:
		return nil
	case int:
		return n
	case int64:
		return n
	case float64:
		return int64(n)
	default:
		return 2
	}
}
