package site

import (
	"time"
)

// EventLD is what the structured data of an event's page says.
type EventLD struct {
	URL, Name, Description, Image string
	Starts, Ends                  time.Time // in the event's zone, which the data keeps
	AllDay                        bool
	Cancelled                     bool
	Online, OnSite                bool
	Stream                        string // URL where it is shown
	Register                      string // URL where one registers
	Venue, Address, City, Country string
	Lat, Lon                      float64
	Languages                     []string // BCP 47
	Organizer                     Thing
	Performers                    []Thing
}

// Event returns the data as a root object.
func (e EventLD) Event() Thing {
	when := func(t time.Time) string {
		if e.AllDay {
			return t.Format(time.DateOnly)
		}
		return t.Format(time.RFC3339)
	}
	status := schemaOrg + "/EventScheduled"
	if e.Cancelled {
		status = schemaOrg + "/EventCancelled"
	}
	var places []Thing
	if e.OnSite {
		name := e.Venue
		if name == "" {
			name = e.City
		}
		place := thing("Place", "name", name, "address", thing("PostalAddress", "streetAddress", e.Address, "addressLocality", e.City, "addressCountry", e.Country))
		if e.Lat != 0 || e.Lon != 0 {
			place["geo"] = Thing{"@type": "GeoCoordinates", "latitude": e.Lat, "longitude": e.Lon}
		}
		places = append(places, place)
	}
	if e.Online {
		places = append(places, thing("VirtualLocation", "url", e.Stream))
	}
	mode := map[[2]bool]string{{true, true}: "Mixed", {true, false}: "Online", {false, true}: "Offline"}[[2]bool{e.Online, e.OnSite}]
	t := thing("Event", "@id", e.URL, "url", e.URL, "name", e.Name, "description", e.Description, "image", e.Image,
		"startDate", when(e.Starts), "endDate", when(e.Ends), "eventStatus", status, "eventAttendanceMode", schemaOrg+"/"+mode+"EventAttendanceMode",
		"inLanguage", e.Languages, "location", places, "organizer", e.Organizer, "performer", e.Performers)
	if e.Register != "" {
		t["offers"] = thing("Offer", "url", e.Register, "availability", schemaOrg+"/InStock")
	}
	return t.Root()
}
