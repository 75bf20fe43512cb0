package picture

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// style is one of the three ways in which text is written.
type style int

const (
	small style = iota
	strong
	large
)

// letters are the faces of each style. A face keeps state: each picture has its own.
type letters [3]font.Face

// openLetters reads the fonts, which are part of the program.
func openLetters() (out letters, err error) {
	for i, f := range []struct {
		ttf    []byte
		pixels float64
	}{small: {goregular.TTF, 14}, strong: {gobold.TTF, 16}, large: {gobold.TTF, 24}} {
		parsed, err := opentype.Parse(f.ttf)
		if err != nil {
			return out, fmt.Errorf("read font: %w", err)
		}
		const perInch = 72 // so that a point is a pixel
		if out[i], err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: f.pixels, DPI: perInch}); err != nil {
			return out, fmt.Errorf("read font: %w", err)
		}
	}
	return out, nil
}

// text writes from a place on, on a baseline.
func (c *canvas) text(x, y int, s string, how style, with color.NRGBA) {
	d := font.Drawer{Dst: c.img, Src: image.NewUniform(with), Face: c.letters[how], Dot: fixed.P(x, y)}
	d.DrawString(s)
}

// centred writes around a place.
func (c *canvas) centred(x, y int, s string, how style, with color.NRGBA) {
	c.text(x-c.width(s, how)/2, y, s, how, with)
}

// width is how wide text is, pixels.
func (c *canvas) width(s string, how style) int {
	return font.MeasureString(c.letters[how], s).Ceil()
}
