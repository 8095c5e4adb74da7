//! A chart read value by value: where one stands, what is said there, and where each key leads. The same model for
//! the keyboard, the pointer, the ear and the tests.

use chrono::Datelike;
use domain::{observation::Status, time::Grain};

pub use crate::at::At;
use crate::{
    plot::{neighbours, outline_of, told},
    spec::{ChartSpec, Kind, Point, Series, status_word},
};
use french::{WEEKDAYS, folded};

/// What a key asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Left,
    Right,
    Up,
    Down,
    First,
    Last,
    /// A tenth of the values.
    Forward,
    Back,
    Lowest,
    Highest,
    /// The next thing worth knowing: extreme, largest change, event, break.
    Notable,
}

/// Reads one chart.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(pub &'a ChartSpec);

impl<'a> Reader<'a> {
    /// Curves, rows or panels.
    pub fn lanes(self) -> usize {
        match &self.0.kind {
            Kind::Time(time) => time.series.len(),
            Kind::HeatMap(_) => 7,
            Kind::Multiples(panels) => panels.len(),
            _ => 1,
        }
    }

    /// Values in a lane.
    pub fn steps(self, lane: usize) -> usize {
        match &self.0.kind {
            Kind::Time(time) => time.series.get(lane).map_or(0, |s| s.points.len()),
            Kind::Categories(bars) => bars.len(),
            Kind::Dots(dots) => dots.len(),
            Kind::HeatMap(_) => 24,
            Kind::Map(map) => map.areas.len(),
            Kind::Multiples(panels) => panels.get(lane).map_or(0, |p| p.points.len()),
        }
    }

    /// All values, lane after lane.
    pub fn len(self) -> usize {
        (0..self.lanes()).map(|lane| self.steps(lane)).sum()
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Place among all values, from 0.
    pub fn index(self, at: At) -> usize {
        (0..at.lane).map(|lane| self.steps(lane)).sum::<usize>() + at.step
    }

    fn curve(self, lane: usize) -> Option<&'a Series> {
        match &self.0.kind {
            Kind::Time(time) => time.series.get(lane),
            Kind::Multiples(panels) => panels.get(lane),
            _ => None,
        }
    }

    fn point(self, at: At) -> Option<Point> {
        self.curve(at.lane)?.points.get(at.step)
    }

    /// The value at a place, if there is one.
    pub fn value(self, at: At) -> Option<f64> {
        let value = match &self.0.kind {
            Kind::Time(_) | Kind::Multiples(_) => self.point(at)?.value,
            Kind::Categories(bars) => bars.get(at.step)?.value,
            Kind::Dots(dots) => dots.get(at.step)?.value,
            Kind::HeatMap(grid) => *grid.get(at.lane)?.get(at.step)?,
            Kind::Map(map) => map.areas.get(at.step)?.value,
        };
        value.filter(|v| v.is_finite())
    }

    /// Where a reader starts: the latest value in time, the highest on a map, the first elsewhere.
    pub fn start(self) -> At {
        match &self.0.kind {
            Kind::Time(time) => {
                let points = time.points();
                let last = points.last_finite();
                At { lane: 0, step: last.unwrap_or(points.len().saturating_sub(1)) }
            }
            Kind::Map(_) => self.extreme(0, f64::gt).unwrap_or_default(),
            _ => At::default(),
        }
    }

    /// Where a key leads; `None` where it leads nowhere.
    pub fn go(self, at: At, key: Move) -> Option<At> {
        let steps = self.steps(at.lane);
        if steps == 0 {
            return None;
        }
        let last = steps - 1;
        let tenth = (steps / 10).max(1);
        let to = |step: usize| Some(At { step: step.min(last), ..at });
        let target = match key {
            Move::First => to(0),
            Move::Last => to(last),
            Move::Forward => to(at.step + tenth),
            Move::Back => to(at.step.saturating_sub(tenth)),
            Move::Lowest => self.extreme(at.lane, f64::lt),
            Move::Highest => self.extreme(at.lane, f64::gt),
            Move::Notable => self.next_notable(at),
            _ => self.arrow(at, key),
        };
        target.filter(|t| *t != at)
    }

    fn arrow(self, at: At, key: Move) -> Option<At> {
        if let Kind::Map(map) = &self.0.kind {
            let codes: Vec<&str> = map.areas.iter().map(|a| a.code.as_str()).collect();
            return beside(&codes, at.step, key).map(|step| At { step, ..at });
        }
        let steps = self.steps(at.lane);
        let next = (at.step + 1 < steps).then(|| At { step: at.step + 1, ..at });
        let previous = at.step.checked_sub(1).map(|step| At { step, ..at });
        // Rows run downwards; a single curve follows the slider's habit: up is on.
        let rows = matches!(self.0.kind, Kind::Categories(_) | Kind::Dots(_));
        let single = self.lanes() == 1;
        let lane = |lane: usize| {
            let steps = self.steps(lane);
            (lane < self.lanes() && steps > 0).then(|| At { lane, step: at.step.min(steps - 1) })
        };
        match key {
            Move::Right => next,
            Move::Left => previous,
            Move::Down if rows => next,
            Move::Up if rows => previous,
            Move::Up if single => next,
            Move::Down if single => previous,
            Move::Down => lane(at.lane + 1),
            Move::Up => lane(at.lane.checked_sub(1)?),
            _ => None,
        }
    }

    fn extreme(self, lane: usize, better: fn(&f64, &f64) -> bool) -> Option<At> {
        // On a grid the extreme is that of the whole grid.
        let lanes = if matches!(self.0.kind, Kind::HeatMap(_)) { 0..7 } else { lane..lane + 1 };
        let mut best: Option<(At, f64)> = None;
        for lane in lanes {
            for step in 0..self.steps(lane) {
                let at = At { lane, step };
                // An incomplete period would be a low by mistake.
                if self.point(at).is_some_and(|p| p.status == Status::Partial) {
                    continue;
                }
                if let Some(value) = self.value(at)
                    && best.is_none_or(|(_, b)| better(&value, &b))
                {
                    best = Some((at, value));
                }
            }
        }
        best.map(|(at, _)| at)
    }

    /// What is worth knowing in a lane, in the order of its values, each with its name.
    pub fn notable(self, lane: usize) -> Vec<(At, String)> {
        let mut list: Vec<(At, String)> = Vec::new();
        list.extend(self.extreme(lane, f64::gt).map(|at| (at, "Maximum".to_owned())));
        list.extend(self.extreme(lane, f64::lt).map(|at| (at, "Minimum".to_owned())));
        if let Some(curve) = self.curve(lane) {
            let whole = |i: usize| {
                let partial = |p: &Point| p.status == Status::Partial;
                curve.points.get(i).filter(|p| !partial(p)).and_then(Point::finite)
            };
            let change = |i: usize| Some((whole(i)? - whole(i - 1)?).abs());
            let largest = (1..curve.points.len())
                .filter_map(|i| Some((i, change(i)?)))
                .filter(|(_, c)| *c > 0.0)
                .max_by(|a, b| a.1.total_cmp(&b.1));
            list.extend(largest.map(|(step, _)| (At { lane, step }, "Plus forte variation".to_owned())));
        }
        if let Kind::Time(time) = &self.0.kind {
            list.extend(time.events.iter().map(|e| (At { lane, step: e.at }, "Événement".to_owned())));
            list.extend(time.breaks.iter().map(|b| (At { lane, step: b.at }, "Rupture de série".to_owned())));
        }
        in_order(list)
    }

    fn next_notable(self, at: At) -> Option<At> {
        let list = self.notable(at.lane);
        let after = list.iter().find(|(n, _)| (n.lane, n.step) > (at.lane, at.step));
        after.or(list.first()).map(|(n, _)| *n)
    }

    /// The first place that a typed text names: a date, a category, a département by name or number. The search
    /// starts after `from` and goes round.
    pub fn find(self, text: &str, from: At) -> Option<At> {
        let wanted = folded(text);
        if wanted.is_empty() {
            return None;
        }
        if let Kind::HeatMap(_) = self.0.kind {
            if let Some(lane) = WEEKDAYS.iter().position(|d| d.starts_with(&wanted)) {
                return Some(At { lane, ..from });
            }
            let hour: usize = wanted.trim_end_matches('h').trim().parse().ok()?;
            return (hour < 24).then_some(At { step: hour, ..from });
        }
        let steps = self.steps(from.lane);
        (0..steps)
            .map(|i| At { step: (from.step + i) % steps, ..from })
            .find(|at| self.names(*at).iter().any(|name| named(name, &wanted)))
    }

    /// What a reader may type for a place.
    fn names(self, at: At) -> Vec<String> {
        match &self.0.kind {
            Kind::Time(_) | Kind::Multiples(_) => self.point(at).map(dates).unwrap_or_default(),
            Kind::Categories(bars) => bars.get(at.step).map(|b| vec![folded(&b.label)]).unwrap_or_default(),
            Kind::Dots(dots) => dots.get(at.step).map(|d| vec![folded(&d.label)]).unwrap_or_default(),
            Kind::HeatMap(_) => Vec::new(),
            Kind::Map(map) => {
                let area = map.areas.get(at.step);
                area.map(|a| vec![folded(&a.code), folded(&a.name)]).unwrap_or_default()
            }
        }
    }

    /// A place as an address holds it: a period, or a number from 1; then the curve, where it is not the first.
    pub fn address(self, at: At) -> String {
        let step = self.point(at).map_or_else(|| (at.step + 1).to_string(), |p| p.period.to_string());
        if at.lane == 0 { step } else { step + "." + &(at.lane + 1).to_string() }
    }

    /// The place of an address, if the chart still has it.
    pub fn at_address(self, text: &str) -> Option<At> {
        let (step, lane) = text.split_once('.').unwrap_or((text, "1"));
        let lane = lane.parse::<usize>().ok()?.checked_sub(1).filter(|lane| *lane < self.lanes())?;
        let step = match self.curve(lane) {
            Some(curve) => curve.points.find(step)?,
            None => step.parse::<usize>().ok()?.checked_sub(1).filter(|step| *step < self.steps(lane))?,
        };
        Some(At { lane, step })
    }

    /// Where a place leads on Enter.
    pub fn link(self, at: At) -> Option<&'a str> {
        match &self.0.kind {
            Kind::Map(map) => map.areas.get(at.step).map(|a| a.link.as_str()),
            Kind::Categories(bars) => bars.get(at.step)?.link.as_deref(),
            _ => None,
        }
        .filter(|link| !link.is_empty())
    }

    /// Row and column of a place in the data table.
    pub fn table_cell(self, at: At) -> (usize, usize) {
        match self.0.kind {
            Kind::HeatMap(_) => (at.step, at.lane + 1),
            Kind::Multiples(_) => (at.step, at.lane + 1),
            Kind::Time(_) => (at.step, at.lane + 1),
            _ => (at.step, 1),
        }
    }

    /// The sentence of a place: what is spoken, and what the tooltip shows.
    pub fn sentence(self, at: At) -> String {
        french::typeset(&self.plain_sentence(at))
    }

    fn plain_sentence(self, at: At) -> String {
        let unit = self.0.unit;
        match &self.0.kind {
            Kind::Time(_) | Kind::Multiples(_) => self.point_sentence(at),
            Kind::Categories(bars) => {
                let Some(bar) = bars.get(at.step) else { return String::new() };
                let mut parts = vec![said(bar.value, bar.status, unit)];
                parts.extend(bars.share(bar).map(french::percent));
                parts.extend(bar.n.map(population));
                parts.extend(bar.value.and(status_word(bar.status)).map(str::to_owned));
                parts.push(format!("{} sur {}", at.step + 1, bars.len()));
                format!("{} : {}.", bar.label, parts.join(", "))
            }
            Kind::Dots(dots) => {
                let Some(dot) = dots.get(at.step) else { return String::new() };
                let mut parts = vec![said(dot.value, dot.status, unit)];
                parts.extend(dot.interval.map(|i| between(i, unit)));
                parts.extend(dot.n.map(population));
                parts.extend(dot.value.and(status_word(dot.status)).map(str::to_owned));
                parts.push(format!("{} sur {}", at.step + 1, dots.len()));
                format!("{} : {}.", dot.label, parts.join(", "))
            }
            Kind::HeatMap(_) => {
                let value = self.value(at).map_or_else(
                    || "pas de donnée".to_owned(),
                    |v| format!("{} en moyenne", french::number(v, 1)),
                );
                format!(
                    "{} de {} h à {} h : {value}.",
                    french::capital(WEEKDAYS[at.lane]),
                    at.step,
                    at.step + 1
                )
            }
            Kind::Map(map) => {
                let Some(area) = map.areas.get(at.step) else { return String::new() };
                let mut parts = vec![told(area, map, unit)];
                parts.extend(area.n.map(|n| french::quantity(n as f64, unit)));
                if let Some(v) = area.value {
                    let rank = map.areas.iter().filter_map(|a| a.value).filter(|o| *o > v).count() + 1;
                    let known = map.areas.iter().filter(|a| a.value.is_some()).count();
                    let order = if rank == 1 { "er" } else { "e" };
                    parts.push(format!("{rank}{order} sur {known}"));
                }
                format!("{} ({}) : {}.", area.name, area.code, parts.join(", "))
            }
        }
    }

    fn point_sentence(self, at: At) -> String {
        let (Some(curve), Some(point)) = (self.curve(at.lane), self.point(at)) else { return String::new() };
        let unit = self.0.unit;
        let mut parts = vec![said(point.value, point.status, unit)];
        parts.extend(point.interval.map(|i| between(i, unit)));
        parts.extend(point.n.map(population));
        parts.extend(point.value.and(status_word(point.status)).map(str::to_owned));
        // Nothing is compared across a break in series.
        let broken = matches!(&self.0.kind, Kind::Time(t) if t.breaks.iter().any(|b| b.at == at.step));
        let before = at.step.checked_sub(1).filter(|_| !broken).and_then(|i| curve.points.get(i));
        let comparable = |p: &Point| p.status != Status::Partial && point.status != Status::Partial;
        if let (Some(now), Some(then)) = (point.finite(), before.filter(comparable).and_then(Point::finite))
            && let Some(change) = french::change(now, then, unit)
        {
            parts.push(format!("{change} sur {}", before_word(point.period.grain)));
        }
        let name = if curve.name.is_empty() { String::new() } else { format!("{}, ", curve.name) };
        let mut text = format!("{name}{} : {}.", french::period(point.period), parts.join(", "));
        if let Kind::Time(time) = &self.0.kind {
            if let Some(earlier) =
                time.comparison.as_ref().filter(|_| at.lane == 0).and_then(|c| c.get(at.step))
            {
                let value = said(earlier.value, earlier.status, unit);
                text += &format!(" {} : {value}.", french::capital(&french::period(earlier.period)));
            }
            for event in time.events.iter().filter(|e| e.at == at.step) {
                text += &format!(" Événement : {}.", event.title);
            }
            for mark in time.breaks.iter().filter(|b| b.at == at.step) {
                text += &format!(" Rupture de série : {}.", mark.reason);
            }
        }
        french::capital(&text)
    }
}

/// A handful of places in reading order, by insertion: a general sort weighs more than all of this file's moves.
fn in_order(list: Vec<(At, String)>) -> Vec<(At, String)> {
    let mut sorted: Vec<(At, String)> = Vec::with_capacity(list.len());
    for entry in list {
        let key = (entry.0.lane, entry.0.step);
        let place = sorted.iter().rposition(|(at, _)| (at.lane, at.step) <= key).map_or(0, |i| i + 1);
        sorted.insert(place, entry);
    }
    sorted
}

fn said(value: Option<f64>, status: Status, unit: domain::catalogue::Unit) -> String {
    match value.filter(|v| v.is_finite()) {
        Some(v) => {
            let word = french::unit_word(v, unit);
            let gap = if word.is_empty() { "" } else { " " };
            format!("{}{gap}{word}", french::exact(v, unit))
        }
        None => status_word(status).unwrap_or("pas de donnée").to_owned(),
    }
}

fn between((low, high): (f64, f64), unit: domain::catalogue::Unit) -> String {
    format!("entre {} et {}", french::exact(low, unit), french::exact(high, unit))
}

fn population(n: i64) -> String {
    format!("n\u{a0}=\u{a0}{}", french::integer(n as f64))
}

fn before_word(grain: Grain) -> &'static str {
    match grain {
        Grain::Hour => "une heure",
        Grain::Day => "un jour",
        Grain::Week => "une semaine",
        Grain::Month => "un mois",
        Grain::Quarter => "un trimestre",
        Grain::Year => "un an",
        Grain::Total => "la période",
    }
}

/// Whether a text starts a name or one of its words.
fn named(name: &str, wanted: &str) -> bool {
    name.starts_with(wanted)
        || name
            .match_indices(' ')
            .any(|(i, _)| name.get(i + 1..).is_some_and(|rest| rest.starts_with(wanted)))
}

/// Ways to write a period: as it is said, as ISO 8601, and with slashes.
fn dates(point: Point) -> Vec<String> {
    let day = point.period.first_day();
    let iso = point.period.to_string();
    let slashes = match point.period.grain {
        Grain::Month | Grain::Quarter => format!("{:02}/{}", day.month(), day.year()),
        Grain::Year => String::new(),
        _ => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
    };
    vec![folded(&french::period(point.period)), folded(&iso), slashes]
}

/// The neighbour of a département in a direction: one that shares a border where there is one, else the nearest that
/// lies there.
fn beside(codes: &[&str], from: usize, key: Move) -> Option<usize> {
    let middle = |code: &str| {
        let [left, top, right, bottom] = outline_of(code)?.frame;
        Some((f64::from(left + right) / 2.0, f64::from(top + bottom) / 2.0))
    };
    let (dx, dy) = match key {
        Move::Left => (-1.0, 0.0),
        Move::Right => (1.0, 0.0),
        Move::Up => (0.0, -1.0),
        Move::Down => (0.0, 1.0),
        _ => return None,
    };
    let here = middle(codes.get(from)?)?;
    // How far along the direction, how far aside.
    let offset = |index: usize| {
        let there = middle(codes[index])?;
        let (x, y) = (there.0 - here.0, there.1 - here.1);
        Some((x * dx + y * dy, (x * dy + y * dx).abs()))
    };
    let near: Vec<usize> =
        neighbours(codes[from]).iter().filter_map(|n| codes.iter().position(|c| c == n)).collect();
    let best = |candidates: &mut dyn Iterator<Item = usize>, widest: f64| {
        candidates
            .filter_map(|i| Some((i, offset(i)?)))
            .filter(|(i, (along, aside))| *i != from && *along > 0.0 && *aside <= along * widest)
            .min_by(|a, b| (a.1.0 + 2.0 * a.1.1).total_cmp(&(b.1.0 + 2.0 * b.1.1)))
            .map(|(i, _)| i)
    };
    best(&mut near.into_iter(), 1.8).or_else(|| best(&mut (0..codes.len()), 1.8))
}
