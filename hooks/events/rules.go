package events

import (
	"slices"
	"time"
)

// The statuses of an event. That it is running or over follows from the time.
const (
	Draft     = "draft"     // who organises it works on it
	Published = "published" // public, and on the lists
	Cancelled = "cancelled" // public, and says that it doesn't take place
	Archived  = "archived"  // public, among what is over
)

// Kinds and Modes are the values of these fields, as lists offer them.
var (
	Kinds = []string{"talk", "workshop", "meetup", "community_day", "dev_day", "conference", "webinar", "hackathon", "challenge", "race"}
	Modes = []string{Offline, Online, Hybrid}
)

// The ways to take part.
const (
	Offline = "offline"
	Online  = "online"
	Hybrid  = "hybrid"
)

// moves are the changes of status that there are. What was public once never becomes a draft again: people have it in their
// calendars.
var moves = [][2]string{
	{Draft, Published}, {Published, Cancelled}, {Cancelled, Published}, {Published, Archived}, {Cancelled, Archived}, {Archived, Published},
}

// mayMove says whether an event may get from one status to another. Who may ask for it is another question.
func mayMove(from, to string) bool {
	return from == to || slices.Contains(moves, [2]string{from, to})
}

// longest bounds how long an event lasts: a list of what takes place in a month looks no farther back.
const longest = 366 * 24 * time.Hour

// reserved are the names below /events/ that are pages of the site.
var reserved = []string{"past", "in", "series", "new", "edit", "agenda", "registration", "afterwards"}
