//! A [`Scene`] as SVG: classes instead of colours, one path for all shapes of one ink, names in `<title>`.

use std::fmt::Write;

use crate::{
    describe::describe,
    downsample, ink,
    measure::{Weight, width},
    outlines,
    plot::{Drawn, Legend, draw, legend},
    scene::{Anchor, Mark, SCALE, Scene, Size, Xy},
    spec::{ChartSpec, Kind},
};

/// The chart as an `<svg>` element with a name, for a page whose figure carries the description.
pub fn svg(spec: &ChartSpec, size: Size) -> String {
    let Drawn { scene, .. } = draw(spec, size);
    let (w, h) = scene.units();
    let role = if matches!(spec.kind, Kind::Map(_)) { "group" } else { "img" };
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {w} {h}\" role=\"{role}\" aria-label=\"{}\">{}</svg>",
        escape(&spec.title),
        body(&scene)
    )
}

/// The room that the drawing takes, without the drawing: where a canvas shows the chart, it is only asked for when it is
/// wanted.
pub fn blank(spec: &ChartSpec, size: Size) -> String {
    let (w, h) = draw(spec, size).scene.units();
    format!("<svg class=\"chart\" viewBox=\"0 0 {w} {h}\" aria-hidden=\"true\"></svg>")
}

/// What names the outlines that a map is drawn with; empty for other charts.
pub fn outlines_of(spec: &ChartSpec) -> String {
    let scene = draw(spec, Size::WIDE).scene;
    let areas = scene.marks.iter().find_map(|mark| match mark {
        Mark::Areas { areas, .. } => Some(outlines::name(areas)),
        _ => None,
    });
    areas.unwrap_or_default()
}

/// The chart as a file of its own: with its style, description and credit.
pub fn document(spec: &ChartSpec, credit: &str) -> String {
    let Drawn { scene, .. } = draw(spec, Size::WIDE);
    Paper {
        title: &spec.title,
        description: describe(spec),
        scene: &scene,
        legend: legend(spec),
        notes: notes(spec),
    }
    .document(credit)
}

/// A drawing and what stands around it when it leaves its page.
pub(crate) struct Paper<'a> {
    pub title: &'a str,
    pub description: String,
    pub scene: &'a Scene,
    pub legend: Vec<Legend>,
    pub notes: Vec<String>,
}

impl Paper<'_> {
    pub fn document(self, credit: &str) -> String {
        let Self { title, description, scene, legend, notes } = self;
        let (w, h) = scene.units();
        let mut text = String::new();
        let mut y = 0;
        let put = |text: &mut String, y: &mut i32, x: i32, size: i32, class: &str, words: &str| {
            *y += size * SCALE * 3 / 2;
            let _ = write!(text, "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>", escape(words));
        };
        for line in wrapped(title, f64::from(w - 32), f64::from(17 * SCALE), Weight::Bold) {
            put(&mut text, &mut y, 16, 17, "title", &line);
        }
        y += 12 * SCALE;
        let top = y;
        y += h + 8 * SCALE;
        for line in legend {
            put(&mut text, &mut y, 30 * SCALE, 12, "k-text", &format!("{} – {}", line.label, line.count));
            let _ = write!(
                text,
                "<rect x=\"16\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{}\"/>",
                y - 11 * SCALE,
                20 * SCALE,
                13 * SCALE,
                line.class
            );
        }
        for note in notes {
            for line in wrapped(&note, f64::from(w - 32), f64::from(12 * SCALE), Weight::Regular) {
                put(&mut text, &mut y, 16, 12, "k-text", &line);
            }
        }
        for line in wrapped(credit, f64::from(w - 32), f64::from(12 * SCALE), Weight::Regular) {
            put(&mut text, &mut y, 16, 12, "k-text", &line);
        }
        y += 8 * SCALE;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {y}\" width=\"{px}\" height=\"{py}\" role=\"img\" aria-labelledby=\"t d\"><title id=\"t\">{title}</title><desc id=\"d\">{desc}</desc><style>{tokens}{inks}{style}</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{text}<g transform=\"translate(0 {top})\">{body}</g></svg>\n",
            px = w / SCALE,
            py = y / SCALE,
            title = escape(title),
            desc = escape(&description),
            tokens = include_str!("light.css").replace('\n', ""),
            inks = ink::css().replace('\n', ""),
            style = include_str!("standalone.css").replace('\n', ""),
            body = body(scene),
        )
    }
}

/// What a picture alone has to say: its unit, its second ink, its events.
fn notes(spec: &ChartSpec) -> Vec<String> {
    let mut notes = Vec::new();
    match &spec.kind {
        Kind::Map(map) if !map.per.is_empty() => notes.push(french::capital(&map.per)),
        Kind::Time(time) => {
            if let Some(first) = time.comparison.as_ref().and_then(|c| c.first().zip(c.last())) {
                let (from, to) = (french::period(first.0.period), french::period(first.1.period));
                notes.push(format!("Derrière, en gris : de {from} à {to}."));
            }
            let events = time.events.iter().enumerate();
            notes.extend(events.map(|(i, e)| format!("{} : {}.", i + 1, e.title)));
            notes.extend(time.breaks.iter().map(|b| format!("Rupture de série : {}.", b.reason)));
        }
        _ => {}
    }
    notes
}

/// A text in lines that fit.
fn wrapped(text: &str, room: f64, size: f64, weight: Weight) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map(String::as_str).unwrap_or_default();
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        match lines.last_mut() {
            Some(last) if last.is_empty() || width(&longer, size, weight) <= room => *last = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What stands in the `<svg>`.
pub fn body(scene: &Scene) -> String {
    let mut out = String::new();
    let mut open = false;
    for mark in &scene.marks {
        let _ = match mark {
            Mark::Group(name) => {
                out.push_str(if open { "</g>" } else { "" });
                open = !name.is_empty();
                if open { write!(out, "<g><title>{}</title>", escape(name)) } else { Ok(()) }
            }
            Mark::Path { ink, filled, lines } => {
                let stroke = if *filled { "" } else { "s " };
                write!(out, "<path class=\"{stroke}{}\" d=\"{}\"/>", ink.class(), path(lines, *filled))
            }
            Mark::Dots { ink, radius, at } => {
                let r = radius;
                let circles: String = at
                    .iter()
                    .map(|(x, y)| {
                        format!("M{} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z", x - r, d = 2 * r)
                    })
                    .collect();
                write!(out, "<path class=\"{}\" d=\"{circles}\"/>", ink.class())
            }
            Mark::Text { ink, at, anchor, text } => {
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                let (x, y) = at;
                write!(
                    out,
                    "<text x=\"{x}\" y=\"{y}\" class=\"{}\"{anchor}>{}</text>",
                    ink.class(),
                    escape(text)
                )
            }
            Mark::Areas { scale, shift, part, areas } => {
                let class = if *part { "areas part" } else { "areas" };
                let moved = if shift.0.abs() + shift.1.abs() > 0.0 {
                    format!("translate({:.0} {:.0}) ", shift.0, shift.1)
                } else {
                    String::new()
                };
                let _ = write!(out, "<g class=\"{class}\" transform=\"{moved}scale({:.2})\">", scale);
                for area in areas {
                    let _ = write!(
                        out,
                        "<a href=\"{}\" aria-label=\"{}\"><path class=\"{}\" d=\"{}\"/></a>",
                        escape(&area.link),
                        escape(&area.name),
                        area.ink.class(),
                        outlines::path_of(area.place)
                    );
                }
                let [known, unknown] = outlines::borders(areas);
                write!(
                    out,
                    "<path class=\"borders\" d=\"{known}\"/><path class=\"borders k-withheld\" d=\"{unknown}\"/></g>"
                )
            }
        };
    }
    out.push_str(if open { "</g>" } else { "" });
    out
}

/// Appends a whole number: a picture has thousands, and the general writer is slow where no code is optimised yet.
fn whole(out: &mut String, value: i32) {
    let mut digits = [0u8; 10];
    let (mut at, mut rest) = (digits.len(), value.unsigned_abs());
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push('-');
    }
    digits[at..].iter().for_each(|d| out.push(char::from(*d)));
}

/// Lines in relative steps, as short as SVG allows. A canvas takes the same text in one call.
pub fn path(lines: &[Vec<Xy>], closed: bool) -> String {
    let mut d = String::new();
    for points in lines {
        let Some(first) = points.first() else { continue };
        d.push('M');
        whole(&mut d, first.0);
        d.push(' ');
        whole(&mut d, first.1);
        let mut last = *first;
        let mut command = 'M';
        for p in &points[1..] {
            let (dx, dy) = (p.0 - last.0, p.1 - last.1);
            last = *p;
            match (dx, dy) {
                (0, 0) => continue,
                (_, 0) => {
                    command = 'h';
                    d.push('h');
                    whole(&mut d, dx);
                }
                (0, _) => {
                    command = 'v';
                    d.push('v');
                    whole(&mut d, dy);
                }
                _ => {
                    match command {
                        'l' if dx < 0 => {}
                        'l' => d.push(' '),
                        _ => d.push('l'),
                    }
                    command = 'l';
                    whole(&mut d, dx);
                    if dy >= 0 {
                        d.push(' ');
                    }
                    whole(&mut d, dy);
                }
            }
        }
        if closed {
            d.push('z');
        }
    }
    d
}

/// A line without axes, hidden from assistive technology: the sentence beside it says more.
pub fn sparkline(values: &[Option<f64>]) -> String {
    let values: Vec<f64> = values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
    let (w, h) = (240 * SCALE, 48 * SCALE);
    let edge = 8 * SCALE;
    let known = values.iter().filter(|v| v.is_finite());
    let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    let span = (high - low).max(high.abs() * 0.02).max(1e-9);
    let place = |i: usize| {
        let v = values[i];
        let x = edge + (w - 2 * edge) * i as i32 / (values.len().max(2) as i32 - 1);
        (x, h - edge - ((v - low) / span * f64::from(h - 2 * edge)) as i32)
    };
    let runs = downsample::sampled(&values, downsample::runs(&values), 480);
    let lines: Vec<Vec<Xy>> = runs.iter().map(|run| run.iter().map(|i| place(*i)).collect()).collect();
    let dot = runs
        .last()
        .and_then(|run| run.last())
        .map(|i| {
            let (x, y) = place(*i);
            format!("<circle class=\"k-main\" cx=\"{x}\" cy=\"{y}\" r=\"16\"/>")
        })
        .unwrap_or_default();
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 {w} {h}\" aria-hidden=\"true\"><path class=\"s k-main\" d=\"{}\"/>{dot}</svg>",
        path(&lines, false)
    )
}

/// Text for markup and attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
