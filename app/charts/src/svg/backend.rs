//! A plotters backend for SVG that plotters' own lacks: semantic classes instead of colours, one path for a
//! run of shapes in one ink, text measured from a table.

use std::{convert::Infallible, fmt::Write};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

use super::{SCALE, Size, escape};
use crate::{ink::Ink, measure};

/// Shapes of one ink, waiting to become one path.
struct Run {
    ink: Ink,
    filled: bool,
    path: String,
}

pub struct SvgBackend<'a> {
    out: &'a mut String,
    size: Size,
    run: Option<Run>,
}

impl<'a> SvgBackend<'a> {
    pub fn new(out: &'a mut String, size: Size) -> Self {
        Self { out, size, run: None }
    }

    fn flush(&mut self) {
        if let Some(run) = self.run.take() {
            let stroke = if run.filled { "" } else { "s " };
            let _ = write!(self.out, "<path class=\"{stroke}{}\" d=\"{}\"/>", run.ink.class(), run.path);
        }
    }

    fn path(&mut self, color: BackendColor, filled: bool) -> &mut String {
        let ink = Ink::of_color(color);
        if self.run.as_ref().is_some_and(|r| r.ink != ink || r.filled != filled) {
            self.flush();
        }
        &mut self.run.get_or_insert_with(|| Run { ink, filled, path: String::new() }).path
    }
}

impl Drop for SvgBackend<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.width * SCALE as u32, self.size.height * SCALE as u32)
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        self.flush();
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Done {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        let path = self.path(style.color(), false);
        let _ = match (to.0 - from.0, to.1 - from.1) {
            (dx, 0) => write!(path, "M{} {}h{dx}", from.0, from.1),
            (0, dy) => write!(path, "M{} {}v{dy}", from.0, from.1),
            (dx, dy) => write!(path, "M{} {}l{dx} {dy}", from.0, from.1),
        };
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let path = self.path(style.color(), fill);
        let (w, h) = (b.0 - a.0, b.1 - a.1);
        let _ = write!(path, "M{} {}h{w}v{h}h{}z", a.0, a.1, -w);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Done {
        let path = self.path(style.color(), false);
        let mut last: Option<BackendCoord> = None;
        for p in points {
            let _ = match last {
                None => write!(path, "M{} {}l", p.0, p.1),
                Some(q) => {
                    let gap = if path.ends_with('l') || p.0 < q.0 { "" } else { " " };
                    let comma = if p.1 < q.1 { "" } else { " " };
                    write!(path, "{gap}{}{comma}{}", p.0 - q.0, p.1 - q.1)
                }
            };
            last = Some(p);
        }
        if path.ends_with('l') {
            path.push_str("0 0");
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        let r = radius as i32;
        let path = self.path(style.color(), fill);
        let _ = write!(
            path,
            "M{} {}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0z",
            center.0 - r,
            center.1,
            2 * r,
            -2 * r
        );
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size();
        Ok((measure::width(text, size).ceil() as u32, size.ceil() as u32))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Done {
        self.flush();
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let rise = match style.anchor().v_pos {
            VPos::Top => 0.78,
            VPos::Center => 0.35,
            VPos::Bottom => -0.22,
        };
        let y = at.1 + (style.size() * rise).round() as i32;
        let class = Ink::of_color(style.color()).class();
        let _ = write!(
            self.out,
            "<text x=\"{}\" y=\"{y}\" class=\"{class}\"{anchor}>{}</text>",
            at.0,
            escape(text)
        );
        Ok(())
    }
}
