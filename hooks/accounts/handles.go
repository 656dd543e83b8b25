package accounts

import "slices"

// reserved are handles that could be taken for the voice of the site, or for an address of its pages, in their order.
var reserved = []string{
	"about", "abuse", "account", "accounts", "admin", "administrator", "admins", "all", "anonymous", "api", "app", "auth", "blog", "bot", "ceo",
	"community", "contact", "deleted", "editor", "editors", "en", "everyone", "feed", "guest", "help", "home", "hostmaster", "info", "join",
	"legal", "mail", "me", "member", "members", "mod", "moderation", "moderator", "moderators", "news", "no-reply", "nobody", "noreply", "null",
	"official", "owner", "people", "police", "postmaster", "privacy", "qiao", "register", "review", "root", "security", "self", "service",
	"settings", "sign-in", "sign-up", "site", "staff", "superuser", "support", "sysadmin", "system", "team", "terms", "undefined",
	"user", "users", "webmaster", "welcome", "write", "www", "zh",
}

// reservedHandle says whether members can't take a handle.
func reservedHandle(handle string) bool {
	_, found := slices.BinarySearch(reserved, handle)
	return found
}
