package search_test

import (
	"context"
	"fmt"
	"log"

	"patientfaq/faq"
	"patientfaq/search"
)

func ExampleBuild() {
	corpus, problems := faq.Load(faq.Content(), faq.Options{AllowSample: true})
	if err := problems.Err(); err != nil {
		log.Fatal(err)
	}
	index, err := search.Build(context.Background(), corpus, search.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer index.Close()
	fmt.Println(index.Corpus() == corpus)
	// Output: true
}

func ExampleIndex_Search() {
	corpus, _ := faq.Load(faq.Content(), faq.Options{AllowSample: true})
	index, err := search.Build(context.Background(), corpus, search.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer index.Close()
	result, err := index.Search(context.Background(), search.Query{Text: "what hapens if I stop bacolfen suddenly"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("about", result.Understood.Medicines, "asking for", result.Understood.Concepts)
	fmt.Println("first", result.Hits[0].Passage.ID)
	// Output:
	// about [baclofen] asking for [stopping]
	// first baclofen-stopping
}

func ExampleIndex_Understand() {
	corpus, _ := faq.Load(faq.Content(), faq.Options{AllowSample: true})
	index, err := search.Build(context.Background(), corpus, search.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer index.Close()
	u := index.Understand("Is Ozempic safer than lioresel?")
	for _, link := range u.Links {
		fmt.Printf("%s means %s, %s\n", link.Written, link.Subject, link.How)
	}
	fmt.Println("nothing on", u.Unknown)
	// Output:
	// lioresel means baclofen, misspelling
	// nothing on [ozempic]
}
