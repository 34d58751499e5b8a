package shapes

// ids are the names of units, as a format of their number.
type ids string

const (
	tags     ids = "PUMP-%02d"
	plates   ids = "TR%03d"
	numbers  ids = "%d"
	hosts    ids = "node%03d"
	servers  ids = "srv-db-%02d"
	sites    ids = "https://s%d.example.com"
	turbines ids = "WT%02d"
	feeders  ids = "F-%d"
	stops    ids = "Station %d"
	buses    ids = "Bus %d"
	serials  ids = "ZA1%05d"
	services ids = "service-%d"
	lines    ids = "Line %d"
)

// A unitName is the heading of the column that names what was down.
type unitName struct {
	name, group string
	ids         ids
}

// Words that mean the thing itself. A log has one such column, so that a reader
// takes it for the unit even if its name is new to him: its values come again, and
// they are names of things.
var unitNames = []unitName{
	{"unit", "plain words", tags}, {"system", "plain words", services}, {"machine", "plain words", tags}, {"node", "plain words", hosts},
	{"equipment id", "CMMS", plates}, {"equipment", "CMMS", tags}, {"asset", "CMMS", tags}, {"asset no", "CMMS", plates}, {"asset id", "CMMS", plates},
	{"asset tag", "CMMS", tags}, {"asset number", "CMMS", numbers}, {"functional location", "CMMS", tags}, {"technical object", "CMMS", tags}, {"tag number", "CMMS", tags},
	{"machine ID", "CMMS", numbers}, {"machine name", "CMMS", tags}, {"equipment unit", "CMMS", tags}, {"work center", "CMMS", lines}, {"production line", "CMMS", lines},
	{"configuration item", "ITSM", servers}, {"cmdb ci", "ITSM", servers}, {"business service", "ITSM", services}, {"service name", "ITSM", services},
	{"affected service", "ITSM", services}, {"service", "ITSM", services}, {"affected CI", "ITSM", servers}, {"application", "ITSM", services},
	{"monitor", "monitoring", sites}, {"monitor name", "monitoring", services}, {"check name", "monitoring", services}, {"check", "monitoring", services}, {"host", "monitoring", hosts},
	{"host name", "monitoring", hosts}, {"hostname", "monitoring", hosts}, {"website", "monitoring", sites}, {"URL", "monitoring", sites}, {"endpoint", "monitoring", sites}, {"device", "monitoring", hosts}, {"server", "monitoring", servers},
	{"turbine id", "wind", turbines}, {"turbine", "wind", turbines}, {"WTG", "wind", turbines}, {"inverter id", "wind", tags},
	{"feeder", "grids", feeders}, {"feeder id", "grids", feeders}, {"circuit", "grids", feeders}, {"substation", "grids", stops}, {"transformer", "grids", plates}, {"generating unit", "grids", tags}, {"line name", "grids", lines},
	{"station", "transit", stops}, {"vehicle", "transit", buses}, {"vehicle no", "transit", numbers}, {"bus number", "transit", numbers}, {"train id", "transit", plates}, {"escalator id", "transit", plates}, {"charger id", "transit", plates}, {"aircraft", "transit", plates},
	{"node name", "HPC", hosts}, {"node id", "HPC", numbers}, {"serial number", "HPC", serials}, {"SN", "HPC", serials}, {"drive serial", "HPC", serials}, {"cluster node", "HPC", hosts},
	{"cabinet id", "any _id", numbers}, {"well id", "any _id", plates}, {"pump id", "any _id", numbers}, {"lift id", "any _id", plates}, {"robot id", "any _id", numbers}, {"sensor id", "any _id", serials}, {"ATM id", "any _id", numbers},
}

// A causeName is the heading of the column that says what went wrong. Some are
// words for a unit too where no other column is.
type causeName struct {
	name, group string
	beside      bool // only beside a column of units
}

// Words for what went wrong. No figure of the whole log hangs on them; they must
// not be taken for the unit or for planned work.
var causeNames = []causeName{
	{"cause", "plain words", false}, {"reason", "plain words", false}, {"category", "plain words", false}, {"root cause", "plain words", false},
	{"cause code", "CMMS", false}, {"failure code", "CMMS", false}, {"failure mode", "CMMS", false}, {"failure mechanism", "CMMS", false}, {"damage code", "CMMS", false}, {"problem code", "CMMS", false},
	{"downtime reason", "CMMS", false}, {"fault class", "CMMS", false}, {"fault type", "CMMS", false}, {"component", "CMMS", true}, {"subsystem", "CMMS", true}, {"object part", "CMMS", true}, {"maintainable item", "CMMS", true},
	{"event type", "monitoring", false}, {"problem", "monitoring", false}, {"alert type", "monitoring", false}, {"error type", "monitoring", false},
	{"incident type", "ITSM", false}, {"subcategory", "ITSM", false}, {"close code", "ITSM", false},
	{"outage cause", "grids", false}, {"cause category", "grids", false}, {"trouble type", "transit", false}, {"delay reason", "transit", false}, {"what failed", "HPC", true},
}

// values of causes.
var causes = []string{"SEAL", "BEARING", "Motor", "power supply", "Network", "Software", "weather", "Operator", "Vegetation", "Disk", "Memory", "hydraulic", "Sensor", "Animal"}

// A pairName is the headings of the start and the end of an outage.
type pairName struct{ start, end, group string }

// Words of which one says that the outage began and one that service came back.
var pairNames = []pairName{
	{"start", "end", "plain words"}, {"start time", "end time", "plain words"}, {"outage start", "outage end", "plain words"}, {"begin", "end", "plain words"}, {"start", "stop", "plain words"}, {"from", "to", "plain words"},
	{"opened at", "resolved at", "ITSM"}, {"opened", "closed", "ITSM"}, {"opened", "resolved", "ITSM"}, {"created", "resolved", "ITSM"}, {"created at", "resolved at", "ITSM"}, {"Opened On", "Closed On", "ITSM"},
	{"Created", "Resolution date", "ITSM"}, {"date opened", "date resolved", "ITSM"}, {"Impact started at", "Fixed at", "ITSM"}, {"reported at", "recovered at", "ITSM"}, {"triggered at", "resolved at", "ITSM"}, {"outage begin", "service restored", "ITSM"},
	{"Started at", "Resolved at", "monitoring"}, {"down from", "down to", "monitoring"}, {"down at", "up at", "monitoring"}, {"problem time", "recovery time", "monitoring"}, {"detected at", "cleared at", "monitoring"}, {"raised", "cleared", "monitoring"},
	{"began", "cleared", "monitoring"}, {"down since", "back up", "monitoring"}, {"went down", "came back", "monitoring"}, {"triggered", "recovered", "monitoring"},
	{"Malfunct. start", "Malfunct. end", "CMMS"}, {"Malfunction Start", "Malfunction End", "CMMS"}, {"actual start", "actual finish", "CMMS"}, {"reported date", "completed date", "CMMS"}, {"created date", "completed date", "CMMS"},
	{"failure date", "restoration date", "CMMS"}, {"failed on", "repaired on", "CMMS"}, {"breakdown start", "breakdown end", "CMMS"}, {"stop time", "restart time", "CMMS"}, {"out of service", "back in service", "CMMS"}, {"date reported", "date completed", "CMMS"}, {"time of failure", "time of repair", "CMMS"},
	{"Date Event Began", "Date of Restoration", "grids"}, {"interrupted at", "restored on", "grids"}, {"outage time", "restoration time", "grids"}, {"time off", "time on", "grids"}, {"tripped", "reconnected", "grids"}, {"off supply", "back on supply", "grids"}, {"event began", "event ended", "grids"},
	{"timestamp start", "timestamp end", "wind"}, {"stop begin", "stop end", "wind"}, {"alarm on", "alarm off", "wind"},
	{"incident start", "incident end", "transit"}, {"date out", "date in", "transit"}, {"removed from service", "returned to service", "transit"},
	{"TimeStart", "TimeEnd", "HPC"}, {"event start time", "event stop time", "HPC"}, {"down time", "up time", "HPC"}, {"start ts", "end ts", "HPC"},
}

// A splitName is the headings of day and clock of start and end.
type splitName struct{ startDay, startClock, endDay, endClock string }

// Each clock stands to the right of its day, so that they are seen to belong together.
var splitNames = []splitName{
	{"date", "time", "restoration date", "restoration time"},
	{"start date", "start time", "end date", "end time"},
	{"Date Event Began", "Time Event Began", "Date of Restoration", "Time of Restoration"},
	{"Malfunct. start", "Start Time", "Malfunction End", "End Time"},
	{"OUTAGE.START.DATE", "OUTAGE.START.TIME", "OUTAGE.RESTORATION.DATE", "OUTAGE.RESTORATION.TIME"},
	{"date off", "time off", "date on", "time on"},
	{"failure date", "failure clock", "restored date", "restored clock"},
	{"day out", "hour out", "day in", "hour in"},
}

// A momentName heads the only time of a row.
type momentName struct{ name, group string }

// Words for when it happened, in rows that have one time.
var momentNames = []momentName{
	{"timestamp", "plain words"}, {"date", "plain words"}, {"time", "plain words"}, {"datetime", "plain words"},
	{"event time", "monitoring"}, {"Date-Time", "monitoring"}, {"occurred at", "monitoring"}, {"logged at", "monitoring"}, {"time stamp", "monitoring"}, {"ts", "monitoring"},
	{"failure date", "CMMS"}, {"date of failure", "CMMS"}, {"failure time", "CMMS"}, {"notification date", "CMMS"}, {"breakdown date", "CMMS"},
	{"incident date", "ITSM"}, {"occurred on", "ITSM"}, {"incident time", "ITSM"}, {"outage date", "grids"}, {"event date", "grids"}, {"fault time", "grids"},
}

// A lengthName heads the length of an outage.
type lengthName struct{ name, group string }

// Words for how long it lasted.
var lengthNames = []lengthName{
	{"duration", "plain words"}, {"downtime", "plain words"}, {"outage duration", "plain words"}, {"length", "plain words"},
	{"Breakdown dur.", "CMMS"}, {"repair time", "CMMS"}, {"time to repair", "CMMS"}, {"TTR", "CMMS"}, {"lost time", "CMMS"}, {"down time", "CMMS"}, {"stoppage", "CMMS"},
	{"time to resolve", "ITSM"}, {"resolution time", "ITSM"}, {"elapsed", "monitoring"}, {"time down", "monitoring"}, {"event duration", "monitoring"}, {"interruption duration", "grids"}, {"out of service time", "transit"},
}

// A stateName heads a column of states or events.
var stateNames = []string{"event", "status", "state", "new state", "to state", "alert", "condition"}

// A stateWords is how down and up are said.
type stateWords struct {
	down, up, column string
	event            bool // said once, when it changes
}

// Opposites of which it is plain what they say of the unit. Where 0 and 1 are
// written the heading says what 1 is.
var words = []stateWords{
	{"DOWN", "UP", "", false}, {"Down", "Up", "", false}, {"CRITICAL", "OK", "", false}, {"offline", "online", "", false}, {"PROBLEM", "RECOVERY", "", true}, {"PROBLEM", "OK", "", false}, {"ALARM", "OK", "", false},
	{"firing", "resolved", "", true}, {"Triggered", "Recovered", "", true}, {"unavailable", "available", "", false}, {"STOPPED", "RUNNING", "", false}, {"stop", "start", "", true}, {"failed", "restored", "", true}, {"raised", "cleared", "", true},
	{"outage start", "outage end", "", true}, {"FAULT", "NORMAL", "", false}, {"out of service", "in service", "", false}, {"not ready", "ready", "", false}, {"unreachable", "reachable", "", false}, {"False", "True", "is up", false},
	{"0", "1", "up", false}, {"0", "1", "online", false}, {"0", "1", "available", false}, {"1", "0", "down", false}, {"1", "0", "alarm", false}, {"1", "0", "fault", false},
}
