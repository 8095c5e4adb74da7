//! The chart in French sentences, for who doesn't see it: what, period, level, trend, extremes, missing.

use domain::{observation::Status, time::Period};

use crate::{
    points::Points,
    spec::{Bar, Bars, ChartSpec, Dot, Kind, MapData, Point, Series, Shape, TimeSeries},
};
use french::WEEKDAYS;

/// A paragraph; never empty.
pub fn describe(spec: &ChartSpec) -> String {
    french::typeset(&told(spec))
}

fn told(spec: &ChartSpec) -> String {
    match &spec.kind {
        Kind::Time(series) => time(spec, series),
        Kind::Categories(bars) => categories(spec, bars, "Diagramme en barres de"),
        Kind::Dots(dots) => categories(spec, &Bars::apart(bars_of(dots)), "Points et intervalles pour"),
        Kind::Multiples(panels) => panels_text(spec, panels),
        Kind::HeatMap(grid) => heat(grid),
        Kind::Map(map) => map_text(spec, map),
    }
}

fn known(points: &Points) -> Vec<(Point, f64)> {
    points.iter().filter_map(|p| Some((p, p.finite()?))).collect()
}

fn bars_of(dots: &[Dot]) -> Vec<Bar> {
    let bar = |d: &Dot| Bar { label: d.label.clone(), value: d.value, status: d.status, n: d.n, link: None };
    dots.iter().map(bar).collect()
}

fn time(spec: &ChartSpec, series: &TimeSeries) -> String {
    let points = series.points();
    let many = series.series.len();
    let drawn = match (series.shape, many > 1) {
        (Shape::Bars, _) => "Diagramme en barres",
        (Shape::Line, false) => "Courbe",
        (Shape::Line, true) => "Courbes",
        (Shape::Area, _) => "Aire",
        (Shape::Stacked, _) => "Barres empilées",
    };
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return format!("{drawn} sans donnée pour cette période.");
    };
    let of = if many > 1 { format!("{many} séries de ") } else { String::new() };
    let mut text = format!(
        "{drawn} de {of}{}, de « {} » à « {} ».",
        counted(points.len(), "valeur", "valeurs"),
        french::period(first.period),
        french::period(last.period)
    );
    for one in series.series.iter().take(if many > 1 { 8 } else { 1 }) {
        let name = if many > 1 { one.name.as_str() } else { "" };
        curve(spec, name, &one.points, last_break(series), &mut text);
    }
    if many > 8 {
        text += &format!(" Le reste ({}) est dans le tableau.", counted(many - 8, "série", "séries"));
    }
    for event in &series.events {
        if let Some(point) = points.get(event.at) {
            text += &format!(" Événement, {} : {}.", french::period(point.period), event.title);
        }
    }
    for mark in &series.breaks {
        if let Some(point) = points.get(mark.at) {
            text += &format!(" Rupture de série, {} : {}.", french::period(point.period), mark.reason);
        }
    }
    text
}

fn panels_text(spec: &ChartSpec, panels: &[Series]) -> String {
    let mut text = format!("{} courbes à la même échelle, côte à côte.", panels.len());
    for panel in panels {
        curve(spec, &panel.name, &panel.points, None, &mut text);
    }
    text
}

/// First period that is counted as the last ones are, where an earlier one was counted otherwise.
fn last_break(series: &TimeSeries) -> Option<Period> {
    let at = series.breaks.iter().map(|b| b.at).max()?;
    series.points().get(at).map(|p| p.period)
}

/// Extremes, level and gaps of one curve; levels are compared since a break only.
fn curve(spec: &ChartSpec, name: &str, points: &Points, since: Option<Period>, text: &mut String) {
    let all = known(points);
    if !name.is_empty() {
        *text += &format!(" {name}.");
    }
    // An incomplete period would be told as a low.
    let full: Vec<_> = all.iter().filter(|(p, _)| p.status != Status::Partial).collect();
    let most = full.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let least = full.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    match (most, least) {
        (Some((high, top)), Some((low, bottom))) if high.period != low.period => {
            *text += &format!(
                " Maximum : {} ({}). Minimum : {} ({}).",
                french::quantity(*top, spec.unit),
                french::period(high.period),
                french::quantity(*bottom, spec.unit),
                french::period(low.period)
            );
        }
        (Some((only, value)), _) => {
            *text += &format!(
                " {} : {}.",
                french::capital(&french::period(only.period)),
                french::quantity(*value, spec.unit)
            );
        }
        _ => *text += " Aucune valeur n’est disponible.",
    }
    let comparable: Vec<f64> =
        full.iter().filter(|(p, _)| since.is_none_or(|s| p.period >= s)).map(|(_, v)| *v).collect();
    if comparable.len() >= 4 {
        let quarter = comparable.len() / 4;
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
        let (start, end) = (mean(&comparable[..quarter]), mean(&comparable[comparable.len() - quarter..]));
        if let Some(change) = french::change(end, start, spec.unit) {
            let stretch = match since {
                Some(_) => "Depuis la dernière rupture de série",
                None => "Entre le début et la fin de la période",
            };
            *text += &format!(" {stretch}, le niveau moyen est {change}.");
        }
    }
    for (status, words) in [
        (Status::Partial, "incomplète"),
        (Status::Provisional, "provisoire"),
        (Status::Suppressed, "couverte par le secret statistique"),
        (Status::Missing, "sans donnée"),
    ] {
        match points.count(status) {
            0 => {}
            1 => *text += &format!(" Une période est {words}."),
            n => *text += &format!(" {n} périodes sont {}.", plural(words)),
        }
    }
    if !points.bounds().is_empty() {
        *text += " Un intervalle accompagne les valeurs.";
    }
}

fn plural(words: &str) -> String {
    match words {
        "sans donnée" => words.to_owned(),
        "couverte par le secret statistique" => "couvertes par le secret statistique".to_owned(),
        word => format!("{word}s"),
    }
}

fn categories(spec: &ChartSpec, bars: &Bars, drawn: &str) -> String {
    let known: Vec<(&Bar, f64)> = bars.iter().filter_map(|b| Some((b, b.value?))).collect();
    if known.is_empty() {
        return "Aucune valeur n’est disponible pour cette période.".to_owned();
    }
    let items: Vec<String> = known
        .iter()
        .take(5)
        .map(|(bar, value)| {
            let share = match (bars.share(bar), bar.n) {
                (Some(share), _) => format!(" ({})", french::percent(share)),
                (None, Some(n)) => format!(" (n\u{a0}=\u{a0}{})", french::integer(n as f64)),
                _ => String::new(),
            };
            format!("{} : {}{share}", bar.label, french::rounded(*value, spec.unit))
        })
        .collect();
    let more = known.len().saturating_sub(5);
    let rest = if more > 0 { format!(", et {}", counted(more, "autre", "autres")) } else { String::new() };
    let hidden = bars.iter().filter(|b| b.status == Status::Suppressed).count();
    let secret = if hidden > 0 { " Certaines valeurs sont couvertes par le secret statistique." } else { "" };
    format!(
        "{drawn} {}. {}{rest}.{secret}",
        counted(bars.len(), "catégorie", "catégories"),
        items.join(" ; ")
    )
}

/// `1 série`, `3 séries`.
fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n > 1 { many } else { one })
}

/// Weekday, hour and mean of the busiest cell.
pub fn busiest(grid: &[[Option<f64>; 24]; 7]) -> Option<(usize, usize, f64)> {
    let cells =
        grid.iter().enumerate().flat_map(|(d, row)| row.iter().enumerate().map(move |(h, v)| (d, h, *v)));
    cells.filter_map(|(d, h, v)| Some((d, h, v?))).max_by(|a, b| a.2.total_cmp(&b.2))
}

fn heat(grid: &[[Option<f64>; 24]; 7]) -> String {
    let Some((day, hour, value)) = busiest(grid) else {
        return "Aucune valeur n’est disponible pour cette période.".to_owned();
    };
    let cells =
        grid.iter().enumerate().flat_map(|(d, row)| row.iter().enumerate().map(move |(h, v)| (d, h, *v)));
    let quiet = cells.filter_map(|(d, h, v)| Some((d, h, v?))).min_by(|a, b| a.2.total_cmp(&b.2));
    let mut text = format!(
        "Carte de chaleur des 24 heures par les 7 jours de la semaine. Maximum : le {} entre {hour} h et {} h, {} en moyenne.",
        WEEKDAYS[day],
        hour + 1,
        french::number(value, 1)
    );
    if let Some((d, h, v)) = quiet {
        text += &format!(
            " Minimum : le {} entre {h} h et {} h, {} en moyenne.",
            WEEKDAYS[d],
            h + 1,
            french::number(v, 1)
        );
    }
    text
}

fn map_text(spec: &ChartSpec, map: &MapData) -> String {
    let mut known: Vec<_> = map.areas.iter().filter_map(|a| Some((a, a.value?))).collect();
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    if known.is_empty() {
        return "Aucun département n’a de valeur pour cette période.".to_owned();
    }
    let say = |value: f64| {
        if map.per.is_empty() {
            french::rounded(value, spec.unit)
        } else {
            format!("{} {}", french::number(value, 1), map.per)
        }
    };
    let name = |list: &[(&crate::spec::Area, f64)]| {
        french::list(&list.iter().map(|(a, v)| format!("{} ({})", a.name, say(*v))).collect::<Vec<_>>())
    };
    let lowest: Vec<_> = known.iter().rev().take(3).copied().collect();
    let median = known[known.len() / 2].1;
    let hidden = map.areas.iter().filter(|a| a.status == Status::Suppressed).count();
    let missing = map.areas.iter().filter(|a| a.status == Status::Missing).count();
    let mut text = format!(
        "Carte des {} départements. Valeur médiane : {}. Les plus élevées : {}. Les plus faibles : {}.",
        map.areas.len(),
        say(median),
        name(&known[..known.len().min(3)]),
        name(&lowest)
    );
    if hidden > 0 {
        text += &format!(" Secret statistique : {}.", counted(hidden, "département", "départements"));
    }
    if missing > 0 {
        text += &format!(" Sans donnée : {}.", counted(missing, "département", "départements"));
    }
    text
}
