// Package pb_public holds the files of the public site that are served as they
// are: style sheets, scripts, drawings and the web app manifest. A file of the
// same path in a pb_public folder beside the binary wins over the one in here.
package pb_public

import "embed"

// FS holds css, js and img with their paths below the site's root, and what has to stand at the root itself.
//
// The *.list files in css name the parts of a style sheet: site.list is served
// as /css/site.css, article.list as /css/article.css.
//
//go:embed css img js favicon.svg manifest.webmanifest offline.js
var FS embed.FS
