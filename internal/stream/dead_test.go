package stream_test

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestPermanentErrorsGoToDeadAndTransientOnesWait(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	var mu sync.Mutex
	var done []string
	away, heal := 2, false
	running(t, s, stream.Loop{Stage: stream.Assemble, Gather: 10 * time.Millisecond, Handle: func(_ context.Context, _ string, ms []stream.Message) error {
		mu.Lock()
		defer mu.Unlock()
		for _, m := range ms {
			switch {
			case string(m.Data) == "bad" && !heal:
				return errors.New("cannot read it")
			case string(m.Data) == "boom" && !heal:
				panic("out of range")
			case string(m.Data) == "away" && away > 0:
				away--
				return stream.Transient(errors.New("database away"))
			}
		}
		for _, m := range ms {
			done = append(done, string(m.Data))
		}
		return nil
	}})
	for i, data := range []string{"good", "bad", "away", "boom", "fine"} {
		put(t, s, stream.Records, stream.ReceiptSubject("ada", strconv.Itoa(i)), data)
	}
	drain(t, s, stream.Assemble)
	mu.Lock()
	sort.Strings(done)
	got := fmt.Sprint(done)
	heal = true
	mu.Unlock()
	if got != "[away fine good]" {
		t.Errorf("done %s", got)
	}
	dead, err := s.DeadList(ctx)
	if err != nil || len(dead) != 2 || dead[0].Stage != stream.Assemble || dead[0].Reason == "" || string(dead[0].Data) != "bad" ||
		dead[0].Kind != stream.DeadFailed || dead[1].Kind != stream.DeadPanic || dead[0].ID() == dead[1].ID() {
		t.Fatalf("dead letters %+v, %v", dead, err)
	}
	if n, err := s.Replay(ctx); n != 2 || err != nil {
		t.Fatalf("replayed %d, %v", n, err)
	}
	drain(t, s, stream.Assemble)
	mu.Lock()
	defer mu.Unlock()
	if len(done) != 5 {
		t.Errorf("after the replay: %v", done)
	}
	if dead, _ := s.DeadList(ctx); len(dead) != 0 {
		t.Errorf("%d dead letters left", len(dead))
	}
}
