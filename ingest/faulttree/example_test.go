package faulttree_test

import (
	"context"
	"fmt"
	"strings"

	"mtbf/ingest/faulttree"
	"mtbf/model/system"
)

func Example() {
	const text = `<opsa-mef>
  <define-fault-tree name="cooling">
    <define-gate name="top"><or><gate name="pumps"/><basic-event name="valve"/></or></define-gate>
    <define-gate name="pumps"><and><basic-event name="pumpA"/><basic-event name="pumpB"/></and></define-gate>
    <define-basic-event name="pumpA"><float value="0.01"/></define-basic-event>
    <define-basic-event name="pumpB"><float value="0.02"/></define-basic-event>
    <define-basic-event name="valve">
      <exponential><float value="1e-6"/><system-mission-time/></exponential>
    </define-basic-event>
  </define-fault-tree>
</opsa-mef>`
	m, _, err := faulttree.Read([]faulttree.Source{{Name: "cooling.xml", Text: strings.NewReader(text)}}, faulttree.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	s, _, err := m.System("", 720) // the only top, at 720 h
	if err != nil {
		fmt.Println(err)
		return
	}
	structure, err := system.New(context.Background(), s)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, fails, err := structure.Availability(context.Background(), nil)
	fmt.Printf("%v %.6g %v\n", m.Tops(), fails, err)
	// Output: [top] 0.000919597 <nil>
}
