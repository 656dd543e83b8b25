package migrations

import "github.com/pocketbase/pocketbase/core"

// letPeopleIn sets the ways to sign in, and mails whose links lead to pages of the site.
func letPeopleIn(c *core.Collection) {
	// who signs up with a provider that tells no address, as WeChat's, has none
	c.Fields.GetByName("email").(*core.EmailField).Required = false
	c.OTP.Enabled, c.OTP.Length, c.OTP.Duration = true, 8, 600
	c.MFA.Enabled, c.MFA.Rule, c.MFA.Duration = true, "mfa = true", 1800
	// providers are added in the dashboard; names and portraits are taken by the program, which checks them
	c.OAuth2.Enabled = true
	c.OAuth2.MappedFields = core.OAuth2KnownFields{}
	c.VerificationToken.Duration = 3 * 24 * 3600

	c.VerificationTemplate = mail("确认你在{SITE_NAME}的邮箱 / Confirm your e-mail address for {SITE_NAME}",
		"欢迎加入{SITE_NAME}。请确认这个邮箱是你的：", "确认邮箱", "verify", "如果你没有注册，请忽略这封信。",
		"Welcome to {SITE_NAME}. Please confirm that this address is yours:", "Confirm address", "If you did not sign up, ignore this mail.")
	c.ResetPasswordTemplate = mail("重设你在{SITE_NAME}的密码 / Reset your {SITE_NAME} password",
		"点下面的按钮设一个新密码，链接半小时内有效：", "重设密码", "reset", "如果你没有要求重设密码，请忽略这封信，密码不会改变。",
		"Set a new password with the button below. The link works for half an hour:", "Reset password", "If you did not ask for this, ignore this mail: your password stays as it is.")
	c.ConfirmEmailChangeTemplate = mail("确认你在{SITE_NAME}的新邮箱 / Confirm your new e-mail address for {SITE_NAME}",
		"你要把账号的邮箱改为这一个。请确认，链接半小时内有效：", "确认新邮箱", "confirm-email", "如果不是你本人操作，请忽略这封信，邮箱不会改变。",
		"You want to use this address for your account. Please confirm it. The link works for half an hour:", "Confirm new address", "If that was not you, ignore this mail: nothing changes.")
	c.OTP.EmailTemplate = core.EmailTemplate{
		Subject: "{SITE_NAME}登录验证码 / Your {SITE_NAME} sign-in code",
		Body: `<section lang="zh-CN"><p>你好，</p><p>你的登录验证码是 <strong>{OTP}</strong>，10 分钟内有效，请不要告诉任何人。</p><p><i>如果你没有登录，请忽略这封信。</i></p></section>
<section lang="en"><p>Hello,</p><p>Your sign-in code is <strong>{OTP}</strong>. It works for 10 minutes; don't give it to anybody.</p><p><i>If you did not sign in, ignore this mail.</i></p></section>`,
	}
	c.AuthAlert.EmailTemplate = core.EmailTemplate{
		Subject: "你的{SITE_NAME}账号在新的地方登录了 / New sign-in to your {SITE_NAME} account",
		Body: `<section lang="zh-CN"><p>你好，</p><p>你的账号刚刚在一个新的地方登录：</p><p><em>{ALERT_INFO}</em></p><p><strong>如果不是你本人，请马上在<a href="{APP_URL}/settings/security">安全设置</a>里修改密码，其他地方都会退出登录。</strong></p></section>
<section lang="en"><p>Hello,</p><p>Somebody signed in to your account from a new place:</p><p><em>{ALERT_INFO}</em></p><p><strong>If that was not you, change your password in the <a href="{APP_URL}/en/settings/security">security settings</a> at once: that signs out everywhere.</strong></p></section>`,
	}
}

// mail is a template with a Chinese and an English part, of which a member gets the one in their language.
func mail(subject, zh, zhButton, page, zhElse, en, enButton, enElse string) core.EmailTemplate {
	part := func(lang, hello, say, prefix, button, otherwise string) string {
		return `<section lang="` + lang + `"><p>` + hello + `</p><p>` + say + `</p><p><a class="btn" href="{APP_URL}` + prefix + `/` + page + `#{TOKEN}" target="_blank" rel="noopener">` +
			button + `</a></p><p><i>` + otherwise + `</i></p></section>`
	}
	return core.EmailTemplate{Subject: subject, Body: part("zh-CN", "你好，", zh, "", zhButton, zhElse) + "\n" + part("en", "Hello,", en, "/en", enButton, enElse)}
}

// limitGuessing bounds what sends mail or makes accounts. Guessing of passwords and codes is bounded already.
func limitGuessing(app core.App) error {
	settings := app.Settings()
	for _, label := range []string{"*:requestOTP", "*:requestPasswordReset", "*:requestVerification", "*:requestEmailChange"} {
		settings.RateLimits.Rules = append(settings.RateLimits.Rules, core.RateLimitRule{Label: label, MaxRequests: 10, Duration: 60})
	}
	settings.RateLimits.Rules = append(settings.RateLimits.Rules, core.RateLimitRule{Label: "users:create", MaxRequests: 20, Duration: 600})
	return app.Save(settings)
}
