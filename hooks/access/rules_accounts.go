package access

import "qiao/hooks/schema"

// The rules of the accounts group: what taking part needs of an account.
var accountsRules = map[string]RuleSet{
	schema.Users: {
		List: everyone, View: everyone,
		Update: Rule{"id = @request.auth.id" + unchanged("roles", "verified", "agreed", "agreed_at", "leaving_at", "reputation", "silenced_until", "suspended_until"),
			"the account itself, but not its roles, its verification and what the system keeps of it"},
	},
	schema.Devices: {},
}
