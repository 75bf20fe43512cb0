package seal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// sealedBy is the name of the key by which everything in a folder is sealed. It is public.
const sealedBy = "sealed-by.txt"

// Renew seals the files that are named, and those in the folders that are, by the key that seals now, and returns how many it had to write anew.
// The second time it does nothing. What is named and missing is passed over. A process killed meanwhile goes on where it was; nobody else may be
// writing to the folder.
func (k *Keys) Renew(ctx context.Context, f disk.FS, names ...string) (int, error) {
	if k == nil {
		return 0, nil
	}
	was, err := disk.ReadAll(f, sealedBy, 1<<10)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("read %s: %w", sealedBy, err)
	}
	if strings.TrimSpace(string(was)) == k.Name() {
		return 0, nil
	}
	n := 0
	for _, name := range names {
		if err := k.renew(ctx, f, name, &n); err != nil {
			return n, fmt.Errorf("seal what is stored: %w", err)
		}
	}
	if err := disk.Replace(f, disk.Temporary(sealedBy), sealedBy, []byte(k.Name()+"\n")); err != nil {
		return n, fmt.Errorf("write %s: %w", sealedBy, err)
	}
	return n, nil
}

func (k *Keys) renew(ctx context.Context, f disk.FS, name string, n *int) error {
	info, err := f.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	case !info.Dir:
		return k.renewFile(f, name, n)
	}
	names, err := f.List(name)
	if err != nil {
		return err
	}
	for _, below := range names {
		if err := k.renew(ctx, f, path.Join(name, below), n); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keys) renewFile(f disk.FS, name string, n *int) error {
	in, err := f.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	if in.Size() == 0 {
		return nil // a lock: there is nothing to hide, and it must stay the same file
	}
	if is, err := sealed(in); err != nil {
		return err
	} else if is {
		first := Keys{k.all[:1]}
		if _, err := first.open(in); !errors.Is(err, ErrNoKey) {
			return nil // by this key; whether it is damaged is for others to say
		}
	}
	plain, err := k.open(in)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	temporary := disk.Temporary("sealing") // at the top, where what a killed process leaves is swept
	out, err := k.Over(f).Create(temporary)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, io.NewSectionReader(plain, 0, plain.Size()))
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err == nil {
		err = f.Rename(temporary, name)
	}
	if err != nil {
		return errors.Join(err, f.Remove(temporary))
	}
	*n++
	return f.SyncDir(path.Dir(name))
}
