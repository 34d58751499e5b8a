package when

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// foreignMonths are the months of other languages in small letters without
// accents, as CLDR has them; short forms are not always the first letters.
var foreignMonths = [...][12]string{
	{"januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"},
	{"janner", "feber", "maerz", "", "", "", "", "", "", "", "", ""}, // Austria; ä as ae
	{"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"},
	{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	{"", "", "", "", "", "", "", "", "setiembre", "", "", ""},
	{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	{"janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
	{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	{"", "", "mrt", "", "", "", "", "", "", "", "", ""},
}

// foreignDays are the days of the week, likewise.
var foreignDays = strings.Fields(`montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
	lundi mardi mercredi jeudi vendredi samedi dimanche
	lunes martes miercoles jueves viernes sabado domingo
	lunedi martedi mercoledi giovedi venerdi sabato domenica
	segunda terca quarta quinta sexta
	maandag dinsdag woensdag donderdag vrijdag zaterdag zondag`)

// longestName is more letters than the name of any month or day has.
const longestName = 20

// monthOf is the month that a word is the name of in a language that is known, or
// its first three letters or more, if no other month begins with them; else 0.
func monthOf(word string) int {
	month := monthNumber(word)
	if month > 0 || len(word) < 3 || len(word) > longestName {
		return month
	}
	word = plainLetters(word)
	for _, names := range foreignMonths {
		for i, name := range names {
			switch {
			case len(word) < 3 || !strings.HasPrefix(name, word) || month == i+1:
			case month > 0:
				return 0
			default:
				month = i + 1
			}
		}
	}
	return month
}

// isDayName is whether a word is a day of the week in a language that is known,
// or its first two letters or more.
func isDayName(word string) bool {
	if isWeekday(word) {
		return true
	}
	if len(word) < 2 || len(word) > longestName {
		return false
	}
	word = plainLetters(word)
	for _, name := range foreignDays {
		if len(word) >= 2 && strings.HasPrefix(name, word) {
			return true
		}
	}
	return false
}

// plainLetters is a word in small letters without accents.
func plainLetters(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(strings.Clone(word)))
}
