#!/bin/bash
# excelize v2.11.1: a cell whose style is number 0 is shown as a plain number
# whatever format that style has. Style 0 is the first in cellXfs and the one of
# every cell that names none; nothing makes it General, and a program whose
# default style has a date format writes all its dates with it. The same number
# with the same format as style 1 is shown as a date.
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

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	const day = 15 // the built-in number format d-mmm-yy
	f := excelize.NewFile()
	check(f.SetCellValue("Sheet1", "A1", 45355))
	check(f.SetCellValue("Sheet1", "A2", 45355))
	style, err := f.NewStyle(&excelize.Style{NumFmt: day})
	check(err)
	check(f.SetCellStyle("Sheet1", "A2", "A2", style))
	format := day
	f.Styles.CellXfs.Xf[0].NumFmtID = &format
	var b bytes.Buffer
	check(f.Write(&b))
	f, err = excelize.OpenReader(&b)
	check(err)
	if n := f.Styles.CellXfs.Xf[0].NumFmtID; n == nil || *n != day || style != 1 {
		log.Fatal("the workbook is not what it should be")
	}
	zero, err := f.GetCellValue("Sheet1", "A1")
	check(err)
	one, err := f.GetCellValue("Sheet1", "A2")
	check(err)
	fmt.Printf("45355 as d-mmm-yy, by style 0: %s\n", zero)
	fmt.Printf("45355 as d-mmm-yy, by style 1: %s\n", one)
	if zero != "45355" || one != "4-Mar-24" {
		fmt.Println("no longer seen")
		os.Exit(1)
	}
	fmt.Println("seen: the format of style 0 is not applied")
}
GO
go mod init finding >/dev/null 2>&1
go get github.com/xuri/excelize/v2@v2.11.1 >/dev/null 2>&1
go list -m github.com/xuri/excelize/v2
go build -o finding .
./finding
