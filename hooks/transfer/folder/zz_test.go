package folder
import ("testing")
func BenchmarkArticles(b *testing.B){
 for b.Loop(){ f,err:=Open("/work/shared/corpus/articles",Options{}); if err!=nil{b.Fatal(err)}; for s:=range f.Sources(){ s.Read() } }
}
