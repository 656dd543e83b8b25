package words

import "strings"

// common are English words so frequent that two of them side by side are no disguised third.
var common = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		a i am an as at be by do go ha he hi if in is it me my no of oh ok on or ox pi re so to up us vs we ye
		act add age ago aid air all and any app are arm art ask bad bag ban bar bat bed bet bid big bit box boy bug bus but buy
		can cap car cat cow cup cut day did die dig dog dry due ear eat egg end era eye fan far fat few fit fix fly for fox fun
		gas get got gun guy had has hat her hey him his hit hot how ice ill ink its job joy key kid kit lab law lay led leg let
		lie lot low mad man map mat may men met mix nor not now nut odd off oil old one our out own pay pen pet pin pit pop pot
		put ran rat raw red rid row run sad sat saw say sea see set she sit six sky son sun tag tap tax tea ten the tie tin tip
		too top try two use van war was way web wet who why win won yes yet you zip
		able also area army away baby back ball band bank base bath bear beat been best bill body book both busy call came camp
		card care case cash cell chat city club code cold come cook cool copy cost data date dead deal dear deep door down draw
		drop each east easy edge else even ever face fact fail fair fall farm fast fear feel feet file fill film find fine fire
		firm fish five flat flow food foot form four free from full fund game gave girl give goal goes gold gone good grow hair
		half hall hand hang hard have head hear heat held help here high hold home hope host hour huge idea into item join jump
		just keep kept kill kind king knew know lack lady lake land last late lead leaf left less life lift like line link list
		live load loan lock long look lord lose loss lost love luck made mail main make male many mark mass mean meet menu mile
		mind mine miss mode moon more most move much must name near neck need news next nice nine none note okay once only onto
		open oral over pack page paid pain pair park part pass past path peak pick pink plan play plus poor post pull pure push
		race rain rank rate read real rest rice rich ride ring rise risk road rock role roll roof room root rose rule safe said
		sale same sand save seat seed seek seem seen self sell send sent ship shop shot show shut sick side sign site size skin
		slow snow soft soil sold some song soon sort soul spot star stay step stop such suit sure take tale talk tall task team
		tell tend term test text than that them then they thin this thus time tiny told tone took tool tour town tree trip true
		turn type unit upon user vary vast very view vote wait walk wall want warm wash wave weak wear week well went were west
		what when whom wide wife wild will wind wine wing wish with wood word work yard year your zero`) {
		m[w] = true
	}
	return m
}()
