package datasets

// questions are the worked examples of system files that ask how many copies of
// what to buy, which size answers.
var questions = []Dataset{
	question("shop-front", "what to buy for the web shop", "--target 0.9999"),
	question("redundancy-allocation", "14 subsystems, 48 parts", "--maximize"),
}

func question(name, about, goal string) Dataset {
	d := example(name, about)
	d.Kind = Question
	d.Use = "mtbf size dataset:" + name + " " + goal
	d.file = "questions/" + name + ".yaml"
	return d
}
