package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// mineLog is a table in the shape of some export, and what its columns mean.
type mineLog struct {
	name, log string
	want      string // role=column, in the order of the roles
}

var mineLogs = []mineLog{
	{"breakdowns of a mine", "Date,Equipment_ID,Reason,Downtime_Hours\n2025-01-01,TR001,Breakdown,6\n2025-01-01,TR002,Weather,4\n2025-01-03,TR001,Tyres,2\n",
		"start=Date duration=Downtime_Hours unit=Equipment_ID category=Reason"},
	{"failures of machines", "\"datetime\",\"machineID\",\"failure\"\n2020-01-05 06:00:00,1,comp4\n2020-03-06 06:00:00,1,comp1\n2020-06-19 06:00:00,3,comp4\n",
		"start=datetime unit=machineID category=failure"},
	{"components of machines", "datetime,machine_id,component\n2020-01-05 06:00:00,1,comp4\n2020-03-06 06:00:00,1,comp1\n2020-06-19 06:00:00,3,comp4\n",
		"start=datetime unit=machine_id category=component"},
	{"work orders", "work_order_id,asset_id,priority,status,created_date,due_date,completed_date,work_type,failure_code\nWO-1,A-1,High,Completed,2026-05-01,2026-05-20,2026-05-02,Corrective,SEAL\nWO-2,A-2,Low,Completed,2026-05-04,2026-05-30,2026-05-06,Emergency,MOTOR\nWO-3,A-1,Low,Completed,2026-05-21,2026-06-10,2026-05-22,Corrective,SEAL\n",
		"start=created_date end=completed_date unit=asset_id category=failure_code status=status"},
	{"disturbances of a grid", "Date Event Began,Time Event Began,Date of Restoration,Time of Restoration,NERC Region,Event Type\n1/14/2016,5:15 AM,1/14/2016,8:15 AM,MRO,Sabotage\n1/20/2016,8:00 PM,1/21/2016,4:00 AM,NPCC,Weather\n",
		"start=Date Event Began+Time Event Began end=Date of Restoration+Time of Restoration category=Event Type"},
	{"notifications of SAP", "Notification;Equipment;Description;Malfunct. start;Start Time;Malfunction End;End Time;Breakdown dur.;Cause code\n1;PUMP-01;seal leak;05.01.2024;10:15:00;05.01.2024;14:45:00;4,50;SEAL\n2;PUMP-02;bearing;17.02.2024;22:00:00;18.02.2024;06:00:00;8,00;BEARING\n3;PUMP-01;seal;17.03.2024;22:00:00;18.03.2024;06:00:00;8,00;SEAL\n",
		"start=Malfunct. start+Start Time end=Malfunction End+End Time duration=Breakdown dur. unit=Equipment category=Cause code"},
	{"events of Slurm", "Cluster|NodeName|TimeStart|TimeEnd|State|Reason\nc1|n1|2025-07-01T10:00:00|2025-07-01T12:00:00|DOWN|Not responding\nc1|n2|2025-07-03T10:12:00|2025-07-05T10:12:00|DRAIN|memory\nc1|n1|2025-07-13T10:12:00|2025-07-15T10:12:00|DOWN|memory\n",
		"start=TimeStart end=TimeEnd unit=NodeName category=Reason state=State"},
	{"one date and two clocks", "Date,Start Time,End Time,Line,Downtime Reason\n2024-03-01,22:10,01:30,L1,jam\n2024-03-02,02:00,02:45,L2,jam\n2024-03-04,12:00,12:45,L1,power\n",
		"start=Date+Start Time end=Date+End Time unit=Line category=Downtime Reason"},
	{"delays of a tram", "Report Date,Route,Time,Day,Location,Incident,Min Delay,Min Gap,Vehicle\n2024-01-01,501,02:22,Monday,QUEEN,Mechanical,10,20,4401\n2024-01-01,501,03:40,Monday,KING,Security,12,24,4402\n2024-01-03,504,03:41,Wednesday,KING,Mechanical,12,24,4401\n",
		"start=Report Date+Time duration=Min Delay unit=Vehicle category=Incident"},
	{"a status log of turbines", "turbine_id,Timestamp start,Timestamp end,IEC category,Message\nT1,2019-02-03 04:10:00,2019-02-05 06:40:30,Forced outage,Stop by vibration\nT2,2019-02-13 04:10:00,2019-02-13 06:40:30,Forced outage,Pitch\nT1,2019-03-03 04:10:00,2019-03-05 06:40:30,Technical standby,Pitch\n",
		"start=Timestamp start end=Timestamp end unit=turbine_id category=IEC category"},
	{"alerts of a monitor", "Monitor,Started At,Resolved At,Acknowledged At,Cause,Last Updated\nweb,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,2024-01-01T00:01:00Z,Timeout,2024-01-09T00:00:00Z\napi,2024-01-11T00:00:00Z,2024-01-11T00:10:00Z,2024-01-11T00:01:00Z,Status 503,2024-01-19T00:00:00Z\nweb,2024-01-21T00:00:00Z,2024-01-21T00:10:00Z,2024-01-21T00:01:00Z,Timeout,2024-01-29T00:00:00Z\n",
		"start=Started At end=Resolved At unit=Monitor category=Cause acknowledged=Acknowledged At"},
	{"dates that no name tells apart", "unit,omega,alpha\na,2024-03-01 11:00,2024-03-01 10:00\nb,2024-03-02 11:00,2024-03-02 10:00\na,2024-03-13 11:00,2024-03-13 10:00\n", "start=alpha end=omega unit=unit"},
	{"tickets that name no unit", "Ticket,Opened,ETR,Restored,Estimated Restoration\n1,2024-01-01 10:00,2024-01-01 18:00,2024-01-01 12:00,2024-01-02 10:00\n2,2024-01-05 10:00,2024-01-05 18:00,2024-01-05 12:00,2024-01-06 10:00\n",
		"start=Opened end=Restored"},
}

func (s mineLog) read(t *testing.T) (*Log, string) {
	t.Helper()
	log := readLog(t, s.log, Options{DurationUnit: "min"})
	var got []string
	for _, c := range log.Account.Files[0].Columns {
		got = append(got, fmt.Sprintf("%s=%s", c.Role, c.Column))
	}
	return log, strings.Join(got, " ")
}

// Columns are found whatever their order.
func TestColumnsByNameAndContents(t *testing.T) {
	for _, s := range mineLogs {
		t.Run(s.name, func(t *testing.T) {
			_, got := s.read(t)
			oracle.Equal(t, "columns", got, s.want)
		})
	}
}

// A column of due dates, estimates or updates is never an end, even where it is the only
// other date.
func TestNeverAnEnd(t *testing.T) {
	for _, name := range []string{"due date", "SLA", "eta", "ETR", "Estimated Restoration", "last_updated", "ModifiedOn", "target end", "expected_end"} {
		t.Run(name, func(t *testing.T) {
			_, got := mineLog{log: "opened," + name + "\n2024-01-01 10:00,2024-01-01 18:00\n2024-01-05 10:00,2024-01-05 18:00\n"}.read(t)
			oracle.Equal(t, "columns", got, "start=opened")
		})
	}
}

// Where no column names the unit, those that could are told, without the rows' own keys,
// texts and what is something else by its name.
func TestUnitCandidates(t *testing.T) {
	log, got := mineLog{log: "start,end,Zone,severity,remark\n2024-01-01 10:00,2024-01-01 11:00,north,high,lightning struck the pole beside the road to the old mill and then again\n" +
		"2024-01-02 10:00,2024-01-02 11:00,south,high,none\n2024-01-03 10:00,2024-01-03 11:00,north,low,x\n"}.read(t)
	oracle.Equal(t, "columns", got, "start=start end=end")
	oracle.Equal(t, "one system", log.Account.OneSystem, true)
	if want := []ValueCount{{"Zone", 2}}; !slices.Equal(log.Account.UnitCandidates, want) {
		t.Errorf("candidates %v, want %v", log.Account.UnitCandidates, want)
	}
}

// Where one date stands beside two clocks, an end before its start is on the day after.
func TestPastMidnight(t *testing.T) {
	log := readLog(t, "Date,Start Time,End Time,Line\n2024-03-01,22:10,01:30,L1\n2024-03-02,02:00,02:45,L2\n2024-03-04,12:00,12:45,L1\n", Options{})
	oracle.Near(t, "hours down", downHours(log), 3+20./60+0.75+0.75, 1e-9)
	oracle.Equal(t, "rejected", log.Reading.Rejected, 0)
	oracle.Equal(t, "said", codes(log), "past-midnight timezone-assumed")
}

// A ticket that was cancelled is no failure, unless the column is not to be heeded.
func TestCancelled(t *testing.T) {
	const text = "unit,start,end,status\na,2024-01-05 10:00,2024-01-05 11:00,Closed\na,2024-02-05 10:00,2024-02-05 11:00,False alarm\na,2024-03-05 10:00,2024-03-05 11:00,Canceled\n"
	log := readLog(t, text, Options{})
	oracle.Equal(t, "outages", len(log.Outages), 1)
	oracle.Equal(t, "excluded", log.Reading.ExcludedBy, map[string]int{"cancelled": 2})
	all := readLog(t, text, Options{Columns: map[Role]string{roleStatus: ""}})
	oracle.Equal(t, "all outages", len(all.Outages), 3)
	for name, said := range map[string]string{"Ticket state": "cancelled-left-out timezone-assumed", "case-status": "cancelled-left-out timezone-assumed", "disposition": "cancelled-counted timezone-assumed"} {
		t.Run(name, func(t *testing.T) {
			oracle.Equal(t, "said", codes(readLog(t, strings.Replace(text, "status", name, 1), Options{})), said)
		})
	}
}

func TestWordsOf(t *testing.T) {
	for name, want := range map[string]string{
		"machineID": "machine id", "Down Time (hrs)": "down time hrs", "TimeStart": "time start", "OUTAGE.START.DATE": "outage start date",
		"IEC category": "iec category", "SNMPHost2": "snmp host2", "": "", "été_début": "été début",
	} {
		t.Run(name, func(t *testing.T) { oracle.Equal(t, "words", strings.Join(wordsOf(name), " "), want) })
	}
}

// Every role that is scored has words, and no word both speaks for it and against it.
func TestVocabulary(t *testing.T) {
	for _, role := range scored {
		t.Run(string(role), func(t *testing.T) {
			v := roleVocabulary()[role]
			if len(v.Words) == 0 {
				t.Fatal("no words")
			}
			for word, weight := range v.Words {
				if slices.Contains(v.Never, word) || weight <= 0 || weight > 8 || strings.Join(wordsOf(word), " ") != word {
					t.Errorf("%q: %g", word, weight)
				}
			}
		})
	}
}
