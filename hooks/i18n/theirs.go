package i18n

import (
	"net/http"

	"github.com/pocketbase/pocketbase/tools/router"
)

// theirs are messages of PocketBase's that members see, by its wording.
var theirs = map[string]string{
	"Failed to authenticate.":                                                                          "theirs.authenticate",
	"Invalid or expired OTP.":                                                                          "theirs.otp",
	"Too many attempts, please try again later with a new OTP.":                                        "theirs.otp_attempts",
	"Invalid or expired token.":                                                                        "theirs.token",
	"Invalid or expired verification token.":                                                           "theirs.token",
	"Invalid or expired password reset token.":                                                         "theirs.token",
	"Invalid MFA session.":                                                                             "theirs.mfa",
	"Invalid or expired MFA session.":                                                                  "theirs.mfa",
	"The request requires valid auth record.":                                                          "theirs.sign_in",
	"The request requires valid record authorization token.":                                           "theirs.sign_in",
	"The request requires superuser or record authorization token.":                                    "theirs.sign_in",
	"The authorized record is not allowed to perform this action.":                                     "theirs.not_allowed",
	"The request doesn't satisfy the collection requirements to authenticate.":                         "theirs.not_let_in",
	"Only superusers can perform this action.":                                                         "theirs.superusers",
	"An error occurred while validating the submitted data.":                                           "error.fields",
	"An error occurred while loading the submitted data.":                                              "theirs.unreadable",
	"Failed to read the submitted data.":                                                               "theirs.unreadable",
	"Failed to fetch OAuth2 user.":                                                                     "theirs.oauth2",
	"Failed to fetch OAuth2 token.":                                                                    "theirs.oauth2",
	"Failed to delete record. Make sure that the record is not part of a required relation reference.": "theirs.referred",
}

// byStatus are what other messages of PocketBase's amount to.
var byStatus = map[int]string{
	http.StatusBadRequest:            "theirs.400",
	http.StatusUnauthorized:          "theirs.sign_in",
	http.StatusForbidden:             "theirs.not_allowed",
	http.StatusNotFound:              "theirs.404",
	http.StatusRequestEntityTooLarge: "theirs.413",
	http.StatusTooManyRequests:       "theirs.429",
	http.StatusInternalServerError:   "theirs.500",
}

// inOurWords puts an error of PocketBase's own into language l.
func inOurWords(l Lang, api *router.ApiError) *router.ApiError {
	key, known := theirs[api.Message]
	if !known {
		if key, known = byStatus[api.Status]; !known {
			return api
		}
	}
	answer := *api
	answer.Message = T(l, key)
	return &answer
}
