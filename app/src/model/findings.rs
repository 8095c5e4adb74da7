//! The sentence under a question, generated from the figures.

use charts::{
    describe::busiest,
    spec::{Area, Bar},
};
use domain::{
    catalogue::{OverTime, Unit},
    observation::Status,
    time::Window,
};
use french::NNBSP;
use services::{Answer, Cell};

/// Why there is nothing to say. Behind the login nothing is withheld.
pub fn nothing(window: Window, coverage: Option<Window>, impact: bool) -> String {
    match coverage {
        None => "Aucune donnée n’a encore été chargée pour cet indicateur.".to_owned(),
        Some(c) if c.intersection(window).is_none() => format!(
            "Aucune donnée {} : cet indicateur est connu {}.",
            french::window(window.from, window.to),
            french::window(c.from, c.to)
        ),
        Some(_) if impact => "Aucune valeur ici sur cette période.".to_owned(),
        Some(_) => "Trop peu de personnes sont concernées pour que ce chiffre soit publié.".to_owned(),
    }
}

/// Persons or events behind a mean, below which its change is not told.
const FEWEST: i64 = 5;

/// Counts below which a change is told in numbers, not in percent.
const FEW: f64 = 30.0;

/// Level of the whole window and its change.
pub fn level(answer: &Answer, words: &str) -> Option<String> {
    let cell = answer.single()?;
    let unit = answer.indicator.unit;
    let value = cell.value?;
    let window = answer.query.window();
    let n = cell.n.map(|n| format!(" (n\u{a0}=\u{a0}{})", french::integer(n as f64))).unwrap_or_default();
    let change = change(answer, cell, words).map(|c| format!(", {c}")).unwrap_or_default();
    // A stock is what it was at the end.
    let period = match answer.as_of.filter(|_| answer.measure.over_time == OverTime::Last) {
        Some(known) => format!("Au {}", french::date(window.to.min(known))),
        None => french::capital(&french::window(window.from, window.to)),
    };
    Some(format!("{period} : {}{n}{change}.", french::quantity(value, unit)))
}

/// "en hausse de 12 % sur un an".
pub fn change(answer: &Answer, cell: &Cell, words: &str) -> Option<String> {
    let earlier = answer.compared(cell)?;
    let comparable = |c: &Cell| matches!(c.status, Status::Final | Status::Provisional);
    if !comparable(cell) || !comparable(earlier) {
        return None;
    }
    // A mean of a handful says nothing of a change.
    if [cell.n, earlier.n].into_iter().flatten().any(|n| n < FEWEST) {
        return None;
    }
    let (now, before) = (cell.value?, earlier.value?);
    // One more of seventeen is one more, not six percent.
    let few = answer.indicator.statistic_counts_absence() && now.max(before) < FEW;
    let said = match now - before {
        by if few && by >= 1.0 => format!("{} de plus", french::integer(by)),
        by if few && by <= -1.0 => format!("{} de moins", french::integer(-by)),
        _ => french::change(now, before, answer.indicator.unit)?,
    };
    Some(format!("{said} {words}").trim().to_owned())
}

/// The largest categories.
pub fn leaders(bars: &[Bar], unit: Unit) -> Option<String> {
    let known: Vec<(&Bar, f64)> = bars.iter().filter_map(|b| Some((b, b.value?))).collect();
    let total: f64 = known.iter().map(|(_, v)| v).sum();
    let (first, top) = known.first()?;
    let is_count = !french::unit_word(2.0, unit).is_empty() && first.n.is_none();
    if !is_count {
        let n =
            first.n.map(|n| format!(" (n\u{a0}=\u{a0}{})", french::integer(n as f64))).unwrap_or_default();
        let (last, low) = known.last()?;
        let (least, most) = (french::rounded(*low, unit), french::rounded(*top, unit));
        return Some(if known.len() == 1 {
            format!("{} : {most}{n}.", first.label)
        } else if least == most {
            format!("{most} partout.")
        } else {
            format!("De {} ({}) à {} ({}).", least, last.label, most, first.label)
        });
    }
    if total <= 0.0 {
        return None;
    }
    let share = |v: f64| french::percent(v / total);
    let n = french::integer(total);
    Some(match known.get(1) {
        Some((second, next)) => format!(
            "« {} » vient en tête avec {}, devant « {} » avec {} (n\u{a0}=\u{a0}{n}).",
            first.label,
            share(*top),
            second.label,
            share(*next)
        ),
        None => format!("« {} » réunit tout : {n} {}.", first.label, french::unit_word(total, unit)),
    })
}

/// The busiest hour and day.
pub fn rhythm(grid: &[[Option<f64>; 24]; 7]) -> Option<String> {
    let (day, hour, _) = busiest(grid)?;
    let total: f64 = grid.iter().flatten().flatten().sum();
    let by_hour = |h: usize| grid.iter().filter_map(|d| d[h]).sum::<f64>();
    let peak = (0..24).max_by(|a, b| by_hour(*a).total_cmp(&by_hour(*b)))?;
    let night: f64 = (0..24).filter(|h| !(7..22).contains(h)).map(by_hour).sum();
    Some(format!(
        "Entre {peak}{NNBSP}h et {}{NNBSP}h surtout : {} de la journée. Le moment le plus chargé est le {} à {hour}{NNBSP}h ; {} arrivent entre 22{NNBSP}h et 7{NNBSP}h.",
        peak + 1,
        french::percent(by_hour(peak) / total),
        french::WEEKDAYS[day],
        french::percent(night / total)
    ))
}

/// Highest and lowest places.
pub fn places(areas: &[Area], per: &str, unit: Unit) -> Option<String> {
    let mut known: Vec<(&Area, f64)> = areas.iter().filter_map(|a| Some((a, a.value?))).collect();
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    let say = |v: f64| {
        if per.is_empty() { french::rounded(v, unit) } else { format!("{} {per}", french::number(v, 1)) }
    };
    let (high, top) = known.first()?;
    let (low, bottom) = known.last()?;
    Some(format!("De {} ({}) à {} ({}).", say(*bottom), low.name, say(*top), high.name))
}
