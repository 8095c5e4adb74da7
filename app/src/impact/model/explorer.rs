//! Any indicator, territory, filter and period, side by side. The address holds all of it.

use charts::{
    points::Points,
    spec::{ChartSpec, Kind, Point, Series, Shape, TimeSeries},
};

use domain::{
    catalogue::{Dimension, Indicator, Measure, OverTime, Unit},
    observation::Status,
    query::{Ask, Place},
    territory::Territory,
    time::{Grain, Window},
};
use services::Failure;

pub use super::curve::PATH;
use super::{
    Screen,
    curve::Curve,
    link::{Link, link},
};
use crate::{
    address,
    env::Env,
    labels::label,
    model::{Section, builder::Builder, topic::by_grain},
    state::State,
};

/// Lines that are compared, at most.
pub const LINES: usize = 6;
/// Values of a dimension that are offered.
const VALUES: usize = 15;
/// What is done with the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Computation {
    Raw,
    /// 100 at the first value.
    Index,
    Cumulative,
    /// Of the value and the two before it.
    MovingMean,
    Difference,
    /// For 10,000 inhabitants.
    PerInhabitants,
}

impl Computation {
    pub const ALL: [Self; 6] =
        [Self::Raw, Self::Index, Self::Cumulative, Self::MovingMean, Self::Difference, Self::PerInhabitants];

    pub fn id(self) -> &'static str {
        match self {
            Self::Raw => "",
            Self::Index => "indice",
            Self::Cumulative => "cumul",
            Self::MovingMean => "mobile",
            Self::Difference => "difference",
            Self::PerInhabitants => "habitants",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Raw => "valeurs",
            Self::Index => "indice 100 au début",
            Self::Cumulative => "cumul",
            Self::MovingMean => "moyenne mobile (3 périodes)",
            Self::Difference => "écart avec la période précédente",
            Self::PerInhabitants => "pour 10 000 habitants",
        }
    }

    fn unit(self, unit: Unit) -> Unit {
        match self {
            Self::Index | Self::PerInhabitants => Unit::Index,
            _ => unit,
        }
    }

    /// `None` where the values have no such thing: a mean has no sum, France no other inhabitants than all.
    fn apply(self, values: &[Option<f64>], additive: bool, people: Option<u64>) -> Option<Vec<Option<f64>>> {
        let tenth = |v: f64| (v * 10.0).round() / 10.0;
        match self {
            Self::Raw => Some(values.to_vec()),
            Self::Index => {
                let base = values.iter().flatten().copied().find(|v| *v != 0.0)?;
                Some(values.iter().map(|v| v.map(|v| tenth(100.0 * v / base))).collect())
            }
            Self::Cumulative if additive => {
                let mut sum = 0.0;
                Some(
                    values
                        .iter()
                        .map(|v| {
                            v.map(|v| {
                                sum += v;
                                sum
                            })
                        })
                        .collect(),
                )
            }
            Self::MovingMean => Some(
                (0..values.len())
                    .map(|i| {
                        let three: Vec<f64> =
                            values[i.saturating_sub(2)..=i].iter().flatten().copied().collect();
                        (three.len() == 3).then(|| three.iter().sum::<f64>() / 3.0)
                    })
                    .collect(),
            ),
            Self::Difference => {
                let step = |i: usize| Some(values[i]? - values.get(i.checked_sub(1)?).copied().flatten()?);
                Some((0..values.len()).map(step).collect())
            }
            Self::PerInhabitants if additive => {
                let people = people? as f64;
                Some(values.iter().map(|v| v.map(|v| (1e6 * v / people).round() / 100.0)).collect())
            }
            Self::Cumulative | Self::PerInhabitants => None,
        }
    }
}

/// One curve that is asked for.
#[derive(Debug, Clone)]
pub struct Line {
    pub indicator: String,
    pub place: Territory,
    pub filter: Option<(Dimension, String)>,
    /// Filters that can be chosen, with what each holds: value of the field and words.
    pub choices: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Explorer {
    pub lines: Vec<Line>,
    pub grain: Option<Grain>,
    pub computation: Computation,
    /// One panel a line.
    pub apart: bool,
    pub link: Option<Link>,
    /// Views that are kept.
    pub views: Vec<services::following::View>,
    /// What could not be shown, and why.
    pub problems: Vec<String>,
}

fn lines(state: &State) -> Vec<Line> {
    let get = |key: char, n: usize| state.more.get(&format!("{key}{n}"));
    let mut lines: Vec<Line> = (1..=LINES)
        .filter_map(|n| {
            let place = get('t', n).and_then(|t| Territory::parse(t)).unwrap_or(state.home);
            let filter = get('f', n).and_then(|f| f.split_once(':'));
            let filter = filter.and_then(|(d, value)| Some((Dimension::parse(d)?, value.to_owned())));
            Some(Line { indicator: get('s', n)?.clone(), place, filter, choices: Vec::new() })
        })
        .collect();
    if lines.is_empty() {
        lines.push(Line {
            indicator: "pre_complaints".to_owned(),
            place: state.home,
            filter: None,
            choices: Vec::new(),
        });
    }
    lines
}

pub async fn build(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen =
        Screen::new(env, address::EXPLORER.path(), "Explorer", state.clone(), "pre_complaints").await?;
    let mut lines = lines(&state);
    let computation = Computation::ALL
        .into_iter()
        .find(|c| state.more.get("calcul").is_some_and(|id| id == c.id()))
        .unwrap_or(Computation::Raw);
    let apart = state.more.get("vue").is_some_and(|v| v == "panneaux");
    let chosen = state.more.get("grain").and_then(|g| Grain::parse(g));
    let b = Builder::new(env, &state);
    let mut problems = Vec::new();
    // The days that any of the curves has.
    let mut coverage: Option<Window> = None;
    for line in &lines {
        if let Some(own) = b.coverage(&line.indicator).await? {
            coverage =
                Some(coverage.map_or(own, |c| Window { from: c.from.min(own.from), to: c.to.max(own.to) }));
        }
    }
    let screen = Screen { coverage: coverage.or(screen.coverage), ..screen };
    let window = screen.coverage.map(|c| state.window(c));
    let declared: Vec<_> = lines.iter().filter_map(|l| b.declared(&l.indicator)).collect();
    // All curves over the same periods: the finest that each of them has.
    let finest = declared.iter().map(|(_, m)| m.grain).max().unwrap_or(Grain::Month);
    let wanted = chosen.unwrap_or_else(|| window.map_or(Grain::Month, |w| Grain::automatic(w.days())));
    let grain = if wanted == Grain::Week && finest > Grain::Day { Grain::Month } else { wanted }.max(finest);
    if chosen.is_some_and(|c| c != grain) {
        problems.push(
            "Ce pas est trop fin pour l’un des indicateurs : voici le plus fin qui leur soit commun."
                .to_owned(),
        );
    }
    let mut curves = Vec::new();
    for line in &mut lines {
        let Some((indicator, measure)) = b.declared(&line.indicator) else {
            problems.push("Un indicateur demandé n’existe pas.".to_owned());
            continue;
        };
        let Some(window) = window else { continue };
        line.choices = choices(env, &line.indicator, line.place, measure, window).await?;
        // What has no total is shown for its largest part until the reader chooses another.
        if line.filter.is_none() && !measure.not_additive.is_empty() {
            let largest =
                line.choices.iter().filter_map(|(value, _)| value.split_once(':')).find_map(|(d, v)| {
                    Some((Dimension::parse(d).filter(|d| measure.not_additive.contains(d))?, v.to_owned()))
                });
            line.filter = largest;
        }
        match curve(env, line, (indicator, measure), (window, grain), computation).await {
            Ok(Some(curve)) => curves.push(curve),
            Ok(None) => problems.push(format!(
                "Le calcul « {} » n’a pas de sens pour « {} ».",
                computation.title(),
                indicator.title
            )),
            Err(Failure::Refused(refusal)) => {
                // The reason is said in the words of the API, which are not this reader's.
                problems.push(if refusal.meaningless {
                    format!(
                        "« {} » : ses parties ne s’additionnent pas, choisissez un filtre.",
                        indicator.title
                    )
                } else {
                    format!("« {} » n’existe pas ainsi : changez de pas ou de territoire.", indicator.title)
                });
            }
            Err(other) => return Err(other),
        }
    }
    let link = link(&curves, grain);
    let sections = sections(&curves, computation, grain, apart);
    let views = super::following::views(env).await?;
    let explorer = Explorer { lines, grain: chosen, computation, apart, link, views, problems };
    Ok(Screen { explorer: Some(explorer), ..screen.with(sections) })
}

fn place_of(place: Territory, measure: &Measure) -> Territory {
    if measure.territorial { place } else { Territory::France }
}

/// Values of each dimension with their counts, largest first.
pub(super) async fn choices(
    env: &Env,
    indicator: &str,
    place: Territory,
    measure: &Measure,
    window: Window,
) -> Result<Vec<(String, String)>, Failure> {
    let mut all = Vec::new();
    let place = Place::One(place_of(place, measure));
    for dimension in &measure.dimensions {
        let native = measure.over_time == OverTime::None || measure.grain == Grain::Year;
        let grain = if native { measure.grain } else { Grain::Total };
        let ask = Ask::of(indicator, window, grain).at(place).by(*dimension);
        let answer = match env.barometer.ask(ask).await {
            Ok(answer) => answer,
            Err(Failure::Refused(_)) => continue,
            Err(other) => return Err(other),
        };
        let mut values: Vec<(String, f64)> = answer
            .groups
            .iter()
            .enumerate()
            .filter_map(|(i, group)| {
                let value = answer.cells.iter().rev().find(|c| c.group == i)?.value?;
                Some((group.values.first()?.clone(), value))
            })
            .collect();
        values.sort_by(|a, b| b.1.total_cmp(&a.1));
        all.extend(values.into_iter().take(VALUES).map(|(value, n)| {
            let words = label(*dimension, &value);
            let told = french::exact(n, answer.indicator.unit);
            (format!("{}:{value}", dimension.id()), format!("{} : {words} ({told})", dimension.title()))
        }));
    }
    Ok(all)
}

/// Reads a curve; `None` where the computation has no meaning for it.
async fn curve(
    env: &Env,
    line: &Line,
    (indicator, measure): (&Indicator, &Measure),
    (window, grain): (Window, Grain),
    computation: Computation,
) -> Result<Option<Curve>, Failure> {
    let place = place_of(line.place, measure);
    let mut ask = Ask::of(&indicator.id, window, grain).at(Place::One(place));
    if let Some((dimension, value)) = &line.filter {
        ask = ask.only(*dimension, value);
    }
    let answer = env.barometer.ask(ask.clone()).await?;
    let additive = measure.over_time == OverTime::Sum && indicator.statistic_counts_absence();
    let raw: Vec<Option<f64>> = answer.cells.iter().map(|c| c.value).collect();
    let Some(values) = computation.apply(&raw, additive, place.population()) else { return Ok(None) };
    let points = answer
        .cells
        .iter()
        .zip(&values)
        .map(|(c, value)| Point { period: c.period, value: *value, status: c.status, n: c.n, interval: None })
        .collect();
    // A month that is not over is drawn pale; it is no fall to tell, nor to compute with.
    let values = answer
        .cells
        .iter()
        .zip(values)
        .map(|(c, value)| value.filter(|_| c.status != Status::Partial))
        .collect();
    let mut name = indicator.title.clone();
    if place != Territory::France {
        name = format!("{name}, {}", place.name());
    }
    if let Some((dimension, value)) = &line.filter {
        name = format!("{name}, {}", label(*dimension, value));
    }
    Ok(Some(Curve {
        ask,
        name,
        unit: computation.unit(indicator.unit),
        points,
        values,
        simulated: answer.simulated,
    }))
}

/// One chart for each unit: two scales on one chart would make any two curves cross where one likes.
fn sections(curves: &[Curve], computation: Computation, grain: Grain, apart: bool) -> Vec<Section> {
    let mut groups: Vec<(Unit, Vec<&Curve>)> = Vec::new();
    for curve in curves {
        match groups.iter_mut().find(|(unit, _)| *unit == curve.unit && !apart) {
            Some((_, list)) => list.push(curve),
            None => groups.push((curve.unit, vec![curve])),
        }
    }
    let section = |(n, (unit, list)): (usize, (Unit, Vec<&Curve>))| {
        let id = format!("courbes-{}", n + 1);
        let names: Vec<String> = list.iter().map(|c| c.name.clone()).collect();
        let series = list
            .iter()
            .map(|c| Series {
                name: if list.len() > 1 { c.name.clone() } else { String::new() },
                points: c.points.clone(),
            })
            .collect();
        let told: Vec<String> = list.iter().filter_map(|c| from_to(c)).collect();
        Section {
            question: names.join(" · "),
            finding: if told.is_empty() {
                "Aucune valeur sur cette période.".to_owned()
            } else {
                told.join(" ")
            },
            spec: (!told.is_empty()).then(|| ChartSpec {
                id: id.clone(),
                title: format!("{} : {}, {}", french::list(&names), computation.title(), by_grain(grain)),
                unit,
                kind: Kind::Time(TimeSeries { series, ..TimeSeries::one(Shape::Line, Points::none()) }),
            }),
            id,
            asks: list.iter().map(|c| c.ask.clone()).collect(),
            events: Vec::new(),
            note: String::new(),
            compared: None,
            simulated: list.iter().any(|c| c.simulated),
            more: None,
        }
    };
    groups.into_iter().enumerate().map(section).collect()
}

/// "Avis Google : de 528 à 610."
fn from_to(curve: &Curve) -> Option<String> {
    let first = curve.values.iter().flatten().next()?;
    let last = curve.values.iter().flatten().last()?;
    let say = |v: f64| french::exact(if curve.unit == Unit::Seconds { v.round() } else { v }, curve.unit);
    Some(format!("{} : de {} à {}.", curve.name, say(*first), say(*last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(computation: Computation, values: &[f64]) -> Option<Vec<Option<f64>>> {
        let values: Vec<Option<f64>> = values.iter().map(|v| v.is_finite().then_some(*v)).collect();
        computation.apply(&values, true, Some(20_000))
    }

    #[test]
    fn computations_are_what_they_say() {
        let values = [50.0, 100.0, f64::NAN, 75.0, 80.0, 85.0];
        let some = |list: &[f64]| Some(list.iter().map(|v| v.is_finite().then_some(*v)).collect::<Vec<_>>());
        let nan = f64::NAN;
        assert_eq!(applied(Computation::Index, &values), some(&[100.0, 200.0, nan, 150.0, 160.0, 170.0]));
        assert_eq!(applied(Computation::Cumulative, &values), some(&[50.0, 150.0, nan, 225.0, 305.0, 390.0]));
        assert_eq!(applied(Computation::Difference, &values), some(&[nan, 50.0, nan, nan, 5.0, 5.0]));
        assert_eq!(applied(Computation::MovingMean, &values), some(&[nan, nan, nan, nan, nan, 80.0]));
        assert_eq!(applied(Computation::PerInhabitants, &[50.0]), some(&[25.0]));
        assert_eq!(Computation::Cumulative.apply(&[Some(3.4)], false, None), None, "a mean has no sum");
        assert_eq!(Computation::Index.apply(&[None, Some(0.0)], true, None), None, "nothing to start from");
    }
}
