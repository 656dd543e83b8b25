package markdown
import ("testing";"time";"fmt";"slices";"os")
func TestZTimes(t *testing.T){
 m:=bombs(); var names []string; for n:=range m{names=append(names,n)}; slices.Sort(names)
 for _,n:=range names { if len(os.Args)>0 && os.Getenv("ONLY")!="" && os.Getenv("ONLY")!=n {continue}
  done:=make(chan string,1); b:=time.Now(); go func(){ d,err:=Render(m[n],Options{}); l:=0; if d!=nil{l=len(d.HTML)}; done<-fmt.Sprint(err,l)}()
  select{ case s:=<-done: if e:=time.Since(b); e>1000*time.Millisecond {fmt.Println("SLOW",e.Round(time.Millisecond),n,s)}
  case <-time.After(4*time.Second): fmt.Println("HANG",n) } }
}
