#!/bin/bash
# excelize v2.11.1: in a workbook that counts its days from 1904, a duration in a
# format such as [h]:mm:ss is shown 1,462 days (35,088 hours) too long. The shift
# between the two calendars is of dates alone: 30 h 5 min are 1.253472... days in
# both, and Excel shows 30:05:00 in both.
#
# Exits 0 if that is seen, 1 if it no longer is. Needs go and a module proxy.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"

	"github.com/xuri/excelize/v2"
)

// shown is what excelize shows of 30 h 5 min in a workbook that it wrote itself.
func shown(is1904 bool) string {
	f, code := excelize.NewFile(), "[h]:mm:ss"
	check(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &is1904}))
	check(f.SetCellValue("Sheet1", "A1", (30+5.0/60)/24))
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	check(err)
	check(f.SetCellStyle("Sheet1", "A1", "A1", style))
	var b bytes.Buffer
	check(f.Write(&b))
	f, err = excelize.OpenReader(&b)
	check(err)
	text, err := f.GetCellValue("Sheet1", "A1")
	check(err)
	return text
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	from1900, from1904 := shown(false), shown(true)
	fmt.Printf("30 h 5 min as [h]:mm:ss, days counted from 1900: %s\n", from1900)
	fmt.Printf("30 h 5 min as [h]:mm:ss, days counted from 1904: %s\n", from1904)
	if from1900 != "30:05:00" || from1904 != "35118:05:00" {
		fmt.Println("no longer seen")
		os.Exit(1)
	}
	fmt.Println("seen: 35,088 hours too long")
}
GO
go mod init finding >/dev/null 2>&1
go get github.com/xuri/excelize/v2@v2.11.1 >/dev/null 2>&1
go list -m github.com/xuri/excelize/v2
go build -o finding .
./finding
