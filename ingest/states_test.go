package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/internal/when"
	"mtbf/model"
)

// stateCase is a log of rows that are not all outages, and what it means.
type stateCase struct {
	name, log string
	opt       Options
	want      string // of show
	others    int    // rows that tell states and no outage
	excluded  int    // rows that are no failures
	units     int    // that are seen
	watched   float64
	codes     string
}

var stateCases = []stateCase{
	{
		name: "changes", units: 2, watched: 1441, others: 3, codes: "states-paired timezone-assumed",
		log: `timestamp,host,event
2024-01-05 10:00:00,a,DOWN
2024-01-05 12:00:00,a,UP
2024-02-05 10:00:00,b,DOWN
2024-02-05 10:30:00,b,UP
2024-03-05 10:00:00,a,DOWN
2024-03-05 11:00:00,a,UP
`,
		want: `2 a 2024-01-05T10:00:00Z 2 unknown
4 b 2024-02-05T10:00:00Z 0.5 unknown
6 a 2024-03-05T10:00:00Z 1 unknown
`,
	},
	{
		name: "the newest first, repeated, never up again", units: 2, watched: 5, others: 5, codes: "states-paired",
		log: `time,monitor,status
2024-01-01T15:00:00Z,a,up
2024-01-01T14:00:00Z,b,DOWN
2024-01-01T13:00:00Z,b,up
2024-01-01T12:00:00Z,a,up
2024-01-01T12:00:00Z,a,down
2024-01-01T11:00:00Z,a,Down
2024-01-01T10:00:00Z,a,Up
`,
		want: `7 a 2024-01-01T11:00:00Z 1 unknown
3 b 2024-01-01T14:00:00Z open unknown
`,
	},
	{
		name: "checks", units: 2, watched: 25. / 60, others: 11, codes: "states-paired sampled",
		log: `service,timestamp,status,responseTime
site,2026-05-01T00:00:00Z,online,459
site,2026-05-01T00:05:00Z,online,712
site,2026-05-01T00:10:00Z,offline,0
site,2026-05-01T00:15:00Z,offline,0
site,2026-05-01T00:20:00Z,online,430
site,2026-05-01T00:25:00Z,online,433
api,2026-05-01T00:00:00Z,online,90
api,2026-05-01T00:05:00Z,online,91
api,2026-05-01T00:10:00Z,online,92
api,2026-05-01T00:15:00Z,online,90
api,2026-05-01T00:20:00Z,online,95
api,2026-05-01T00:25:00Z,online,94
`,
		want: "4 site 2026-05-01T00:10:00Z 0.166667 unknown\n",
	},
	{
		name: "checks that are all well", units: 1, watched: 2, others: 3, codes: "states-paired",
		log: "timestamp,host,status\n2026-05-01T00:00:00Z,a,ok\n2026-05-01T01:00:00Z,a,ok\n2026-05-01T02:00:00Z,a,OK\n",
	},
	{
		name: "alerts, acknowledged between", units: 1, watched: 4, others: 3, codes: "states-paired",
		log: `date,host,alert status,text
2024-01-01T10:00:00Z,a,PROBLEM,disc full
2024-01-01T10:05:00Z,a,ACKNOWLEDGEMENT,
2024-01-01T12:00:00Z,a,RECOVERY,
2024-01-01T13:00:00Z,a,PROBLEM,cpu
2024-01-01T14:00:00Z,a,RECOVERY,
`,
		want: `2 a 2024-01-01T10:00:00Z 2 unknown
5 a 2024-01-01T13:00:00Z 1 unknown
`,
	},
	{
		name: "alarms of a control system", units: 1, watched: 1, others: 2, codes: "states-paired",
		log: `alarm_time,tag,alarm_state,priority
2024-01-01T10:00:00Z,T1,ALM,High
2024-01-01T10:20:00Z,T1,ACK,High
2024-01-01T11:00:00Z,T1,RTN,High
`,
		want: "2 T1 2024-01-01T10:00:00Z 1 unknown\n",
	},
	{
		name: "services of a host", units: 2, watched: 2.5, others: 3, codes: "parts-told states-paired",
		log: `timestamp,host,service,state,state_type,output
2024-01-01T10:00:00Z,h1,disk,WARNING,SOFT,x
2024-01-01T10:01:00Z,h1,disk,CRITICAL,HARD,x
2024-01-01T11:01:00Z,h1,disk,OK,HARD,x
2024-01-01T10:30:00Z,h1,cpu,CRITICAL,HARD,x
2024-01-01T12:30:00Z,h1,cpu,OK,HARD,x
`,
		want: `3 h1/disk 2024-01-01T10:01:00Z 1 unknown
5 h1/cpu 2024-01-01T10:30:00Z 2 unknown
`,
	},
	{
		name: "changes beside ends that are blank", units: 1, watched: 27, others: 2, codes: "states-paired",
		log: `time,host,event,ended at,status
2024-01-05T10:00:00Z,a,DOWN,,closed
2024-01-05T12:00:00Z,a,UP,,closed
2024-01-06T12:00:00Z,a,DOWN,,closed
2024-01-06T13:00:00Z,a,DOWN,,closed
`,
		want: `2 a 2024-01-05T10:00:00Z 2 unknown
4 a 2024-01-06T12:00:00Z open unknown
`,
	},
	{
		name: "soft and hard", units: 2, watched: 91255. / 3600, others: 3, codes: "states-paired",
		log: `time,host,state,state type
1746812345,web-01,DOWN,HARD
1746812645,web-01,UP,HARD
1746900000,web-02,DOWN,SOFT
1746900060,web-02,DOWN,HARD
1746903600,web-02,UP,HARD
`,
		want: `2 web-01 2025-05-09T17:39:05Z 0.0833333 unknown
5 web-02 2025-05-10T18:01:00Z 0.983333 unknown
`,
	},
	{
		name: "services between ok and critical", units: 1, watched: 4, others: 4, codes: "states-paired",
		log: `time,service,state
2024-01-01T10:00:00Z,a,OK
2024-01-01T11:00:00Z,a,CRITICAL
2024-01-01T11:30:00Z,a,UNKNOWN
2024-01-01T12:00:00Z,a,WARNING
2024-01-01T14:00:00Z,a,OK
`,
		want: "3 a 2024-01-01T11:00:00Z 1 unknown\n",
	},
	{
		name: "maintenance is planned", units: 1, watched: 4, others: 2, codes: "states-paired",
		log: `time,service,status
2024-01-01T10:00:00Z,a,up
2024-01-01T11:00:00Z,a,down
2024-01-01T11:30:00Z,a,under_maintenance
2024-01-01T14:00:00Z,a,up
`,
		want: `3 a 2024-01-01T11:00:00Z 0.5 unknown
4 a 2024-01-01T11:30:00Z 2.5 planned unknown
`,
	},
	{
		name: "failed and repaired", units: 2, watched: 96, others: 2, codes: "states-paired",
		log: `date,pump,event
2024-01-01T00:00:00Z,p1,Failure
2024-01-02T00:00:00Z,p1,Repaired
2024-01-03T00:00:00Z,p2,Failure
2024-01-05T00:00:00Z,p2,Repaired
`,
		want: `2 p1 2024-01-01T00:00:00Z 24 unknown
4 p2 2024-01-03T00:00:00Z 48 unknown
`,
		opt: Options{Columns: map[Role]string{roleUnit: "pump"}},
	},
	{
		name: "a breaker", units: 1, watched: 72, others: 2, codes: "states-paired",
		log: `timestamp,breaker,position
2024-01-01T00:00:00Z,q1,open
2024-01-01T06:00:00Z,q1,closed
2024-01-03T00:00:00Z,q1,open
2024-01-04T00:00:00Z,q1,closed
`,
		want: `2 q1 2024-01-01T00:00:00Z 6 unknown
4 q1 2024-01-03T00:00:00Z 24 unknown
`,
	},
	{
		name: "tickets are not a breaker", units: 2, codes: "",
		log: `opened,host,status
2024-01-01T00:00:00Z,a,closed
2024-01-02T00:00:00Z,a,closed
2024-01-02T06:00:00Z,b,closed
2024-01-03T00:00:00Z,a,closed
2024-01-04T00:00:00Z,a,open
`,
		want: `2 a 2024-01-01T00:00:00Z instant unknown
3 a 2024-01-02T00:00:00Z instant unknown
4 b 2024-01-02T06:00:00Z instant unknown
5 a 2024-01-03T00:00:00Z instant unknown
6 a 2024-01-04T00:00:00Z instant unknown
`,
	},
	{
		name: "incidents that are mostly resolved", units: 1, codes: "",
		log: `created,service,status
2024-01-01T00:00:00Z,a,resolved
2024-01-02T00:00:00Z,a,resolved
2024-01-03T00:00:00Z,a,resolved
2024-01-04T00:00:00Z,a,triggered
`,
		want: `2 a 2024-01-01T00:00:00Z instant unknown
3 a 2024-01-02T00:00:00Z instant unknown
4 a 2024-01-03T00:00:00Z instant unknown
5 a 2024-01-04T00:00:00Z instant unknown
`,
	},
	{
		name: "severities without one that is well", units: 1, codes: "",
		log: `start,service,severity
2024-01-01T00:00:00Z,a,critical
2024-01-02T00:00:00Z,a,warning
2024-01-03T00:00:00Z,a,degraded
`,
		want: `2 a 2024-01-01T00:00:00Z instant unknown
3 a 2024-01-02T00:00:00Z instant unknown
4 a 2024-01-03T00:00:00Z instant unknown
`,
	},
	{
		name: "intervals of both states", units: 1, watched: 103, others: 2, codes: "states-chosen",
		log: `node,start,end,state
n1,2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,up
n1,2024-01-02T00:00:00Z,2024-01-02T05:00:00Z,down
n1,2024-01-02T05:00:00Z,2024-01-05T05:00:00Z,up
n1,2024-01-05T05:00:00Z,2024-01-05T07:00:00Z,down
`,
		want: `3 n1 2024-01-02T00:00:00Z 5 unknown
5 n1 2024-01-05T05:00:00Z 2 unknown
`,
		opt: Options{},
	},
	{
		name: "states of a machine", units: 1, watched: 8, others: 3, codes: "states-chosen planned-found",
		log: `machine,start,end,status,reason
M1,2024-03-02T10:00:00Z,2024-03-02T12:00:00Z,Running,
M1,2024-03-02T12:00:00Z,2024-03-02T12:30:00Z,Stopped,jam
M1,2024-03-02T12:30:00Z,2024-03-02T16:00:00Z,Running,
M1,2024-03-02T16:00:00Z,2024-03-02T16:10:00Z,Setup,new order
M1,2024-03-02T16:10:00Z,2024-03-02T18:00:00Z,Idle,
`,
		want: `3 M1 2024-03-02T12:00:00Z 0.5 jam
5 M1 2024-03-02T16:00:00Z 0.166667 planned new order
`,
	},
	{
		name: "a trace of nodes of which one was never down", units: 2, watched: 3, others: 2,
		log: `# node_id platform_id event_type event_start_time event_stop_time
17 3 1 1160000000 1160003600
17 3 0 1160003600 1160007200
23 3 1 1160000000 1160010800
`,
		want: "3 3/17 2006-10-04T23:13:20Z 1 unknown\n",
	},
	{
		name: "UptimeRobot", units: 1, watched: 50.5, others: 2, codes: "states-chosen",
		log: `Event,Date-Time,Reason,Duration,Duration (in mins.)
Up,2024-01-03T00:00:00Z,OK,"2 hrs, 30 mins",150
Down,2024-01-02T23:00:00Z,Connection Timeout,"1 hrs, 0 mins",60
Up,2024-01-01T00:00:00Z,OK,"47 hrs, 0 mins",2820
`,
		want: "3  2024-01-02T23:00:00Z 1 Connection Timeout\n",
		opt:  Options{Columns: map[Role]string{roleStart: "Date-Time", roleDuration: "Duration (in mins.)"}},
	},
	{
		name: "0 and 1 by name", units: 1, watched: 3, others: 3, codes: "states-paired",
		log:  "time,host,is_up\n2024-01-01T00:00:00Z,a,1\n2024-01-01T01:00:00Z,a,0\n2024-01-01T02:00:00Z,a,1\n2024-01-01T03:00:00Z,a,1\n",
		want: "3 a 2024-01-01T01:00:00Z 1 unknown\n",
	},
	{
		name: "0 and 1 by their times", units: 1, watched: 100, others: 2, codes: "states-paired",
		log:  "time,host,state\n2024-01-01T00:00:00Z,a,1\n2024-01-03T00:00:00Z,a,0\n2024-01-03T02:00:00Z,a,1\n2024-01-05T04:00:00Z,a,0\n",
		want: "3 a 2024-01-03T00:00:00Z 2 unknown\n5 a 2024-01-05T04:00:00Z open unknown\n",
	},
	{
		name: "rows without a failure", units: 2, watched: 37 * 24, excluded: 4, codes: "states-chosen timezone-assumed",
		log: `Date,Machine_ID,Pressure,Downtime
24-11-2021,L1,71.0,Machine_Failure
25-11-2021,L1,125.3,No_Machine_Failure
26-11-2021,L1,99.3,No_Machine_Failure
27-11-2021,L2,71.1,Machine_Failure
28-11-2021,L2,139.3,No_Machine_Failure
30-12-2021,L2,139.3,No_Machine_Failure
`,
		want: `2 L1 2021-11-24T00:00:00Z instant unknown
5 L2 2021-11-27T00:00:00Z instant unknown
`,
	},
	{
		name: "a failure flag", units: 2, watched: 24 * 5, excluded: 2, codes: "states-chosen",
		log: `timestamp,machine,temperature,failure
2024-01-01T00:00:00Z,a,70,0
2024-01-02T12:00:00Z,a,99,1
2024-01-04T00:00:00Z,b,98,1
2024-01-06T00:00:00Z,b,71,0
`,
		want: `3 a 2024-01-02T12:00:00Z instant unknown
4 b 2024-01-04T00:00:00Z instant unknown
`,
	},
	{
		name: "a flag in checks at steady times", units: 1, watched: 9, others: 8, codes: "states-paired sampled",
		log: `timestamp,machine,failure
2024-01-01T00:00:00Z,a,0
2024-01-01T01:00:00Z,a,0
2024-01-01T02:00:00Z,a,0
2024-01-01T03:00:00Z,a,1
2024-01-01T04:00:00Z,a,1
2024-01-01T05:00:00Z,a,0
2024-01-01T06:00:00Z,a,1
2024-01-01T07:00:00Z,a,0
2024-01-01T08:00:00Z,a,0
2024-01-01T09:00:00Z,a,0
`,
		want: `5 a 2024-01-01T03:00:00Z 2 unknown
8 a 2024-01-01T06:00:00Z 1 unknown
`,
	},
	{
		name: "ages of which one is that of a survivor", units: 1, watched: 300, excluded: 1, codes: "states-chosen time-unit-assumed",
		log:  "time,status\n100,1\n250,1\n400,0\n",
		want: "2  100 instant unknown\n3  250 instant unknown\n",
	},
	{
		name: "kinds of failures, and none", units: 1, watched: 96, excluded: 3, codes: "states-chosen",
		log: `timestamp,machine,failure_type
2024-01-01T00:00:00Z,M1,No Failure
2024-01-01T06:00:00Z,M1,No Failure
2024-01-02T00:00:00Z,M1,Power Failure
2024-01-03T00:00:00Z,M1,No Failure
2024-01-05T00:00:00Z,M1,Tool Wear Failure
`,
		want: `4 M1 2024-01-02T00:00:00Z instant Power Failure
6 M1 2024-01-05T00:00:00Z instant Tool Wear Failure
`,
	},
	{
		name: "breakdowns", units: 2, excluded: 1, watched: 2334, codes: "states-chosen timezone-assumed",
		log: `Equipment;Start;End;Breakdown;Cause code
P1;2024-01-05 10:15;2024-01-05 14:45;X;SEAL
P2;2024-02-07 22:00;2024-02-08 06:00;X;BEARING
P1;2024-04-11 08:00;2024-04-11 16:15;;
`,
		want: `2 P1 2024-01-05T10:15:00Z 4.5 SEAL
3 P2 2024-02-07T22:00:00Z 8 BEARING
`,
	},
	{
		name: "stops among messages", units: 1, watched: 24 * 212, excluded: 3, codes: "states-chosen",
		log: `Timestamp start,Timestamp end,Status,Message,IEC category
2019-02-03T00:00:00Z,2019-02-05T06:40:30Z,Stop,Stop by vibration,Forced outage
2019-02-03T04:10:00Z,2019-02-03T04:25:00Z,Warning,Brake worn,
2019-02-03T04:10:04Z,2019-02-05T03:00:04Z,Informational,Door open,
2019-09-02T12:00:00Z,2019-09-03T00:00:00Z,Informational,Manual mode,
2019-09-01T01:00:00Z,2019-09-01T21:15:00Z,Stop,No grid,Out of Electrical Specification
`,
		want: `2  2019-02-03T00:00:00Z 54.675 Forced outage
6  2019-09-01T01:00:00Z 20.25 Out of Electrical Specification
`,
	},
	{
		name: "nodes that are drained", units: 2, codes: "drain-counted timezone-assumed",
		log: `Cluster|NodeName|TimeStart|TimeEnd|State|Reason|User
c1|n001|2025-07-01T10:00:00|2025-07-01T12:00:00|DOWN*|Not responding|slurm(0)
c1|n002|2025-07-03T10:12:00|2025-07-05T10:12:00|DRAIN|memory test|root(0)
c1||2025-07-04T00:00:00|2025-07-08T00:00:00||Cluster Registered TRES|
c1|n001|2025-07-11T10:12:00|Unknown|DOWN*|node unexpected reboot|slurm(0)
c1|n002|2025-07-21T10:12:00|2025-07-21T11:12:00|DOWN*|node unexpected reboot|slurm(0)
`,
		want: `2 n001 2025-07-01T10:00:00Z 2 Not responding
3 n002 2025-07-03T10:12:00Z 48 memory test
5 n001 2025-07-11T10:12:00Z open node unexpected reboot
6 n002 2025-07-21T10:12:00Z 1 node unexpected reboot
`,
	},
	{
		name: "samples of outages", units: 2, others: 4, codes: "snapshots timezone-assumed",
		log: `fips_code,county,state,customers_out,run_start_time
01037,Coosa,Alabama,12,2023-01-01 00:00:00
01037,Coosa,Alabama,12,2023-01-01 00:15:00
01037,Coosa,Alabama,5,2023-01-01 00:30:00
01037,Coosa,Alabama,7,2023-01-03 00:00:00
01037,Coosa,Alabama,7,2023-01-03 00:15:00
01051,Elmore,Alabama,185,2023-01-01 00:00:00
01051,Elmore,Alabama,180,2023-01-01 00:15:00
`,
		want: `2 Coosa 2023-01-01T00:00:00Z 0.75 unknown
7 Elmore 2023-01-01T00:00:00Z 0.5 unknown
5 Coosa 2023-01-03T00:00:00Z 0.5 unknown
`,
		opt: Options{Columns: map[Role]string{roleUnit: "county", roleCategory: ""}},
	},
	{
		name: "planned by value", units: 1, codes: "planned-found timezone-assumed",
		log: `start,stop,severity,reason
2023-02-22 06:00,2023-02-22 23:00,under-maintenance,scheduled
2023-05-17 09:00,2023-05-18 05:00,major-outage,internal
2023-08-01 09:00,2023-08-01 12:00,major-outage,external
2023-10-30 09:00,2023-10-31 09:00,under-maintenance,scheduled
2023-12-01 09:00,2023-12-01 10:00,major-outage,internal
`,
		want: `2  2023-02-22T06:00:00Z 17 planned scheduled
3  2023-05-17T09:00:00Z 20 internal
4  2023-08-01T09:00:00Z 3 external
5  2023-10-30T09:00:00Z 24 planned scheduled
6  2023-12-01T09:00:00Z 1 internal
`,
	},
	{
		name: "maintenance is a cause", units: 1, codes: "",
		log: `unit,start,end,type
a,2023-02-22T06:00:00Z,2023-02-22T07:00:00Z,maintenance
a,2023-03-22T06:00:00Z,2023-03-22T07:00:00Z,hardware
a,2023-04-22T06:00:00Z,2023-04-22T07:00:00Z,corrective maintenance
`,
		want: `2 a 2023-02-22T06:00:00Z 1 maintenance
3 a 2023-03-22T06:00:00Z 1 hardware
4 a 2023-04-22T06:00:00Z 1 corrective maintenance
`,
	},
	{
		name: "by hand", units: 1, watched: 5, others: 3,
		log:   "time,host,led\n2024-01-01T00:00:00Z,a,green\n2024-01-01T01:00:00Z,a,red\n2024-01-01T02:00:00Z,a,blue\n2024-01-01T05:00:00Z,a,green\n",
		want:  "3 a 2024-01-01T01:00:00Z 4 unknown\n",
		opt:   Options{State: &StateRule{Column: "LED", Down: []string{"RED"}, Up: []string{"green"}}},
		codes: "state-unknown",
	},
	{
		name: "by hand, all else is up", units: 1, watched: 5, others: 3,
		log:  "time,host,led\n2024-01-01T00:00:00Z,a,green\n2024-01-01T01:00:00Z,a,red\n2024-01-01T02:00:00Z,a,blue\n2024-01-01T05:00:00Z,a,green\n",
		want: "3 a 2024-01-01T01:00:00Z 1 unknown\n",
		opt:  Options{State: &StateRule{Column: "led", Down: []string{"red"}}},
	},
	{
		name: "by hand none", units: 1,
		log: "time,host,status\n2024-01-01T00:00:00Z,a,down\n2024-01-01T01:00:00Z,a,up\n",
		want: `2 a 2024-01-01T00:00:00Z instant unknown
3 a 2024-01-01T01:00:00Z instant unknown
`,
		opt: Options{State: &StateRule{}},
	},
	{
		name: "a condition on the column", units: 1,
		log:  "time,host,status\n2024-01-01T00:00:00Z,a,down\n2024-01-01T01:00:00Z,a,up\n",
		want: "2 a 2024-01-01T00:00:00Z instant unknown\n",
		opt:  Options{Where: []Condition{{Column: "status", Values: []string{"down"}}}},
	},
}

func TestStates(t *testing.T) {
	for _, c := range stateCases {
		t.Run(c.name, func(t *testing.T) {
			log := readLog(t, c.log, c.opt)
			checkLog(t, log)
			if got := show(log); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			oracle.Equal(t, "other rows", log.Reading.ExposureRows, c.others)
			oracle.Equal(t, "excluded", log.Reading.ExcludedBy[noFailure], c.excluded)
			oracle.Equal(t, "units", len(log.Units), c.units)
			oracle.Equal(t, "rejected", log.Account.Rejects, []*RowError(nil))
			oracle.Equal(t, "warnings", codes(log), c.codes)
			switch {
			case c.watched == 0:
				oracle.Equal(t, "watched", log.Watched, (*model.Interval)(nil))
			case log.Watched == nil:
				t.Error("not watched")
			default:
				oracle.Near(t, "watched", log.Watched.Hours(), c.watched, 1e-9)
			}
		})
	}
}

// A file that is read in pieces, by several workers, row by row, or with rows let go
// on the way, means the same.
func TestStatesInPieces(t *testing.T) {
	for _, c := range stateCases {
		t.Run(c.name, func(t *testing.T) {
			c.inPieces(t, true, blockSize, 1, stateRoom)
			c.inPieces(t, false, 40, 1, stateRoom)
			c.inPieces(t, false, 64, 3, 3)
			c.inPieces(t, true, blockSize, 1, 2)
		})
	}
}

// inPieces reads the log row by row or in blocks of a size, by so many workers, and
// goes through its rows when there is no more room.
func (c stateCase) inPieces(t *testing.T, slow bool, block, workers, room int) {
	t.Helper()
	opt := c.opt
	opt.Workers = workers
	b, err := newBuilder(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	b.slow, b.block, b.roomFor = slow, block, room
	if err := b.read("log.csv", strings.NewReader(c.log)); err != nil {
		t.Fatal(err)
	}
	log, err := b.finish()
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	oracle.Equal(t, fmt.Sprintf("slow %v, blocks of %d, %d workers, room %d", slow, block, workers, room), show(log), c.want)
	oracle.Equal(t, "other rows", log.Reading.ExposureRows, c.others)
}

// In whatever order the rows come, and in however many files, they mean the same.
func TestStatesInAnyOrder(t *testing.T) {
	var rows []string
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		state := "up"
		if random.IntN(4) == 0 {
			state = "down"
		}
		rows = append(rows, fmt.Sprintf("%s,u%d,%s\n", when.FormatInstant(480_000+float64(i)/4, nil), random.IntN(5), state))
	}
	read := func(rows []string, parts int) string {
		b, err := newBuilder(context.Background(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for part := range slices.Chunk(rows, (len(rows)+parts-1)/parts) {
			if err := b.read("log.csv", strings.NewReader("time,unit,status\n"+strings.Join(part, ""))); err != nil {
				t.Fatal(err)
			}
		}
		log, err := b.finish()
		if err != nil {
			t.Fatal(err)
		}
		oracle.Equal(t, "rows", len(log.Outages)+log.Reading.ExposureRows, len(rows))
		var shown []string
		for line := range strings.Lines(show(log)) {
			_, rest, _ := strings.Cut(line, " ")
			shown = append(shown, rest)
		}
		slices.Sort(shown)
		return strings.Join(shown, "")
	}
	want := read(rows, 1)
	if strings.Count(want, "\n") < 50 {
		t.Fatalf("only\n%s", want)
	}
	oracle.Equal(t, "in two files", read(rows, 2), want)
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	oracle.Equal(t, "shuffled", read(rows, 1), want)
	slices.Reverse(rows)
	oracle.Equal(t, "shuffled otherwise, in three files", read(rows, 3), want)
}

// Checks of a long time keep the rows of changes only, whatever the order of the
// days; one that belongs among those let go is refused.
func TestManyChecks(t *testing.T) {
	const n, every = 20_000, 100
	lines := make([]string, n)
	for i := range n {
		state := "up"
		if i%1000 < 3 {
			state = "down"
		}
		lines[i] = fmt.Sprintf("%s,a,%s\n", when.FormatInstant(480_000+float64(i)/12, nil), state)
	}
	read := func(lines []string) (*builder, *Log, error) {
		b, err := newBuilder(context.Background(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		b.roomFor = every
		if err := b.read("log.csv", strings.NewReader("time,unit,status\n"+strings.Join(lines, ""))); err != nil {
			return b, nil, err
		}
		kept := len(b.changes)
		if kept > 2*every {
			t.Errorf("%d rows kept", kept)
		}
		log, err := b.finish()
		return b, log, err
	}
	for range 2 {
		_, log, err := read(lines)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Equal(t, "outages", len(log.Outages), n/1000)
		oracle.Equal(t, "others", log.Reading.ExposureRows, n-n/1000)
		for _, o := range log.Outages {
			oracle.Near(t, "hours", o.End-o.Start, 0.25, 1e-6)
		}
		oracle.Equal(t, "codes", codes(log), "states-paired sampled")
		slices.Reverse(lines)
	}
	late := append(slices.Clone(lines), fmt.Sprintf("%s,a,down\n", when.FormatInstant(480_000+500/12.+0.01, nil)))
	if _, _, err := read(late); err == nil || !strings.Contains(err.Error(), "log.csv:20002: its time lies among") {
		t.Errorf("error %v", err)
	}
}

// What nothing decides is asked, and what cannot be is refused.
func TestStatesAsked(t *testing.T) {
	const either = "time,host,state\n2024-01-01T00:00:00Z,a,1\n2024-01-02T00:00:00Z,a,0\n2024-01-03T00:00:00Z,a,1\n2024-01-04T00:00:00Z,a,0\n"
	const apart = "host,start,end,status\na,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,down\na,2024-01-05T00:00:00Z,2024-01-05T02:00:00Z,up\na,2024-01-09T00:00:00Z,2024-01-09T03:00:00Z,down\n"
	for text, want := range map[string]string{
		either: `which value of "state" in log.csv means down, 0 or 1?; say --state state --down 0 or --state state --down 1`,
		apart:  `are the rows of log.csv where "status" is down all its outages? Those of other states have ends too; say --state status --down down or --state ''`,
	} {
		_, err := ReadLog(context.Background(), "log.csv", strings.NewReader(text), Options{})
		var q *Question
		if !errors.As(err, &q) || q.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	for _, c := range []struct {
		rule StateRule
		want string
	}{
		{StateRule{Column: "mood", Down: []string{"0"}}, `state: no column "mood"; the columns are`},
		{StateRule{Column: "state", Down: []string{"2"}}, `state: no row has "2" in the column "state", which is to mean down`},
		{StateRule{Column: "host"}, `say with --down which values of "host" mean down`},
	} {
		t.Run(c.want, func(t *testing.T) {
			_, err := ReadLog(context.Background(), "log.csv", strings.NewReader(either), Options{State: &c.rule})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
	_, err := ReadLog(context.Background(), "log.csv", strings.NewReader(twoRows), Options{PlannedWhere: []Condition{{Column: "kind"}}})
	if err == nil || !strings.Contains(err.Error(), `planned-where: no column "kind"`) {
		t.Errorf("error %v", err)
	}
}

// Planned work as the user describes it, or none.
func TestPlannedWhere(t *testing.T) {
	const text = "unit,start,end,severity,team\na,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,under-maintenance,x\na,2024-01-02T00:00:00Z,2024-01-02T01:00:00Z,major-outage,y\na,2024-01-03T00:00:00Z,2024-01-03T01:00:00Z,major-outage,x\n"
	for _, c := range []struct {
		where []Condition
		want  []int32 // lines of planned outages
		codes string
	}{
		{nil, []int32{2}, "planned-found"},
		{[]Condition{}, nil, ""},
		{[]Condition{{Column: "team", Values: []string{"x"}}}, []int32{2, 4}, ""},
		{[]Condition{{Column: "team", Values: []string{"x"}, Not: true}}, []int32{3}, ""},
		{[]Condition{{Column: "team", Values: []string{"z"}}}, nil, "planned-unseen"},
	} {
		t.Run(fmt.Sprint(c.where), func(t *testing.T) {
			log := readLog(t, text, Options{PlannedWhere: c.where})
			var lines []int32
			for _, o := range log.Outages {
				if o.Kind.Is(model.Planned) {
					lines = append(lines, o.Line)
				}
			}
			oracle.Equal(t, "planned", lines, c.want)
			oracle.Equal(t, "codes", codes(log), c.codes)
		})
	}
}

// The words of a family are of one meaning, and written as the reader compares them.
func TestStateWords(t *testing.T) {
	v := stateWords()
	for _, f := range slices.Concat(v.Families, v.Choices, []*stateFamily{v.Flags}) {
		seen := map[string]bool{}
		for _, word := range slices.Concat(f.Down, f.Up, f.Planned, f.Drain, f.Other) {
			if seen[word] || plainWord(word) != word {
				t.Errorf("%s: %q twice, or not as it is compared", f.Name, word)
			}
			seen[word] = true
		}
		for _, word := range f.Surely {
			if f.meanings[word] != upState {
				t.Errorf("%s: %q is surely not up", f.Name, word)
			}
		}
	}
	for _, words := range slices.Collect(maps.Values(v.Names)) {
		for _, name := range words {
			if strings.Join(wordsOf(name), " ") != name {
				t.Errorf("no column is called %q", name)
			}
		}
	}
	for text, want := range map[string]stateWord{"DOWN*": downState, "IDLE+DRAIN": drainState, "down_+drain": downState, "MIXED": upState, "": noState, "purple+blue": noState} {
		oracle.Equal(t, text, meaning(v.Families[len(v.Families)-1].meanings, text), want)
	}
}

// Comments above the header tell the window, the zone and the unit of a file.
func TestComments(t *testing.T) {
	file := func(turbine, rows string) string {
		return "# Status log\n# Turbine: " + turbine + "\n# Time zone: Europe/Berlin\n# Time interval: 2019-01-01 00:00:00 - 2020-01-01 00:00:00 (365 days)\n#\nstart,end,status\n" + rows
	}
	b, err := newBuilder(context.Background(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for turbine, rows := range map[string]string{
		"T1": "2019-02-03 04:00:00,2019-02-03 06:00:00,Stop\n2019-02-03 07:00:00,2019-02-03 09:00:00,Warning\n",
		"T2": "2019-02-03 04:00:00,2019-02-03 05:00:00,Stop\n2019-02-03 07:00:00,2019-02-03 09:00:00,Warning\n",
	} {
		if err := b.read(turbine, strings.NewReader(file(turbine, rows))); err != nil {
			t.Fatal(err)
		}
	}
	log, err := b.finish()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "units", len(log.Units), 2)
	oracle.Equal(t, "zone", log.Account.Timezone, "Europe/Berlin")
	oracle.Equal(t, "start", when.FormatInstant(log.Outages[0].Start, nil), "2019-02-03T03:00:00Z")
	oracle.Near(t, "window", log.Watched.Hours(), 8760, 1e-12)
	oracle.Equal(t, "one system", log.Account.OneSystem, false)
	oracle.Equal(t, "codes", codes(log), "states-chosen states-chosen")
	for text, want := range map[string]float64{"2019-01-01 to 2019-01-02": 48, "2019-01-01/2019-01-01": 24, "2019": 0, "last month - now": 0} {
		log := readLog(t, "# Period: "+text+"\nstart,end\n2019-01-01 04:00:00,2019-01-01 06:00:00\n", Options{})
		switch {
		case want == 0:
			oracle.Equal(t, text, log.Watched, (*model.Interval)(nil))
		default:
			oracle.Near(t, text, log.Watched.Hours(), want, 1e-12)
		}
	}
}

// The lines of a monitor's log that tell states, among others, of hosts and of
// services; what is not hard yet is no outage.
func TestAlertLog(t *testing.T) {
	const text = `[1746812000] Nagios 4.4.6 starting... (PID=1)
[1746812001] CURRENT HOST STATE: web-01;UP;HARD;1;PING OK
[1746812345] HOST ALERT: web-01;DOWN;HARD;3;CRITICAL - Host Unreachable (192.0.2.42); gone

[1746812400] SERVICE ALERT: web-02;disk /;WARNING;HARD;3;DISK WARNING
[1746812645] HOST ALERT: web-01;UP;HARD;1;PING OK - Packet loss = 0%
[1746812700] HOST DOWNTIME ALERT: web-01;STARTED; comment
[1746900000] SERVICE ALERT: web-02;disk /;CRITICAL;SOFT;1;full
[1746900060] SERVICE ALERT: web-02;disk /;CRITICAL;HARD;3;full
[1746903600] SERVICE ALERT: web-02;disk /;OK;HARD;1;ok
`
	log := readLog(t, text, Options{})
	checkLog(t, log)
	oracle.Equal(t, "outages", show(log), "3 web-01 2025-05-09T17:39:05Z 0.0833333 host\n9 web-02/disk / 2025-05-10T18:01:00Z 0.983333 disk ∕\n")
	oracle.Equal(t, "rows", log.Reading.RowsRead, 7)
	if isAlertLog([]byte("[1746812000] started\n[1746812001] stopped\n")) || isAlertLog([]byte("a,b\n"+text)) {
		t.Error("a text without alerts was taken for a log of them")
	}
	_, err := ReadLog(context.Background(), "log", strings.NewReader(text+"[1746903600] "+strings.Repeat("x", longestAlert+1)+"\n"), Options{})
	if err == nil || !strings.Contains(err.Error(), "token too long") {
		t.Errorf("error %v", err)
	}
}
