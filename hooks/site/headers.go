package site

import "strings"

const htmlType = "text/html; charset=utf-8"

// contentSecurityPolicy allows what pages are made of: our own scripts and styles, pictures from anywhere, and the
// players of video sites, which load on a click. Nothing is inline.
var contentSecurityPolicy = strings.Join([]string{
	"default-src 'self'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' https: data:",
	"media-src 'self' https:",
	"font-src 'self'",
	"connect-src 'self'",
	"frame-src https://player.bilibili.com https://www.youtube-nocookie.com https://player.vimeo.com " +
		"https://player.youku.com https://v.qq.com",
	"object-src 'none'",
	"base-uri 'self'",
	"form-action 'self'",
	"frame-ancestors 'self'",
}, "; ")

// The headers of answers, by kind. Every answer shares these slices: they must not change.
var (
	nosniff    = []string{"nosniff"}
	pageHeader = []string{contentSecurityPolicy}

	pageHeaders = map[string][]string{
		"Content-Security-Policy": pageHeader,
		"X-Content-Type-Options":  nosniff,
		"Referrer-Policy":         {"strict-origin-when-cross-origin"},
		"Permissions-Policy":      {"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"},
	}
	documentHeaders = map[string][]string{
		"X-Content-Type-Options":      nosniff,
		"Access-Control-Allow-Origin": {"*"}, // readers in the browser read feeds from other origins
	}
	hiddenDocumentHeaders = map[string][]string{
		"X-Content-Type-Options":      nosniff,
		"Access-Control-Allow-Origin": {"*"},
		"X-Robots-Tag":                {"noindex"},
	}
	fileHeaders = map[string][]string{
		"X-Content-Type-Options": nosniff,
	}
)
