//! Sections of a page from questions: each method asks, draws and says.

use std::sync::Arc;

use charts::{
    points::Points,
    spec::{Bar, Bars, ChartSpec, EventMark, Kind, Point, Shape, TimeSeries},
};

use domain::{
    catalogue::{Dimension, Indicator, Measure, OverTime, Statistic},
    observation::Status,
    query::{Ask, Place},
    territory::Territory,
    time::{Grain, Window},
};
use services::{Answer, Failure};

use super::{
    Headline, Section, findings,
    topic::{Topic, by_dimension, by_grain},
    whole::with_whole,
};
use crate::{
    env::Env,
    labels::label,
    state::{Preset, State},
};

/// Bars shown before "Autres".
const MOST_BARS: usize = 10;

pub struct Builder<'a> {
    pub env: &'a Env,
    pub state: &'a State,
    pub sections: Vec<Section>,
}

impl<'a> Builder<'a> {
    pub fn new(env: &'a Env, state: &'a State) -> Self {
        Self { env, state, sections: Vec::new() }
    }

    pub fn declared(&self, id: &str) -> Option<(&'static Indicator, &'static Measure)> {
        let catalogue = self.env.barometer.catalogue();
        let indicator = catalogue.indicator(id)?;
        Some((indicator, catalogue.measure_of(indicator)))
    }

    /// The days that an indicator covers.
    pub async fn coverage(&self, indicator: &str) -> Result<Option<Window>, Failure> {
        let snapshot = self.env.barometer.snapshot().await?;
        Ok(self.declared(indicator).and_then(|(_, m)| self.env.barometer.coverage(&snapshot, m)))
    }

    /// The window of the page for an indicator: the picker's, or the last published year for yearly figures.
    pub async fn window(&self, indicator: &str) -> Result<Option<Window>, Failure> {
        let Some((_, measure)) = self.declared(indicator) else { return Ok(None) };
        let coverage = self.coverage(indicator).await?;
        Ok(coverage.map(|c| {
            if measure.grain == Grain::Year {
                c
            } else {
                // A day that is not over would look like a fall.
                let yesterday = self.env.barometer.today().pred_opt().unwrap_or(c.to);
                let recent = matches!(self.state.preset, Preset::Week | Preset::Month);
                let whole = if recent && measure.grain <= Grain::Day { c.to.min(yesterday) } else { c.to };
                let window = self.state.window(Window { to: whole.max(c.from), ..c });
                // Monthly figures need a month at least.
                if measure.grain == Grain::Month { window.widened(Grain::Month) } else { window }
            }
        }))
    }

    /// Why there is nothing to say to this reader.
    pub fn nothing(&self, window: Window, coverage: Option<Window>) -> String {
        findings::nothing(window, coverage, self.env.session.is_some())
    }

    fn place_for(&self, measure: &Measure) -> Place {
        Place::One(if measure.territorial { self.state.territory } else { Territory::France })
    }

    /// Figures that exist for France only, while the reader looks at a part of it.
    pub fn is_wider(&self, measure: &Measure) -> bool {
        !measure.territorial && self.state.territory != Territory::France
    }

    /// A finding that says for where it holds, where that is not what the reader asked for.
    pub fn placed(&self, measure: &Measure, finding: String) -> String {
        if self.is_wider(measure) { format!("France entière. {finding}") } else { finding }
    }

    pub fn ask(&self, topic: &Topic<'_>, measure: &Measure, window: Window, grain: Grain) -> Ask {
        let mut ask = Ask::of(topic.indicator, window, grain).at(self.place_for(measure));
        for (dimension, value) in topic.filters {
            ask = ask.only(*dimension, value);
        }
        ask
    }

    pub fn note(indicator: &Indicator, answer: &Answer) -> String {
        let mut parts = vec![
            indicator.definition.clone(),
            indicator.caution.clone(),
            answer.note.clone().unwrap_or_default(),
        ];
        parts.retain(|p| !p.is_empty());
        if answer.suppressed > 0 {
            parts.push(
                "Les effectifs de moins de 5 personnes, et ceux qui les feraient retrouver, sont couverts par le secret statistique.".to_owned(),
            );
        }
        parts.join(" ")
    }

    pub fn empty(&mut self, topic: &Topic<'_>, window: Option<Window>, coverage: Option<Window>) {
        let finding = match window {
            Some(window) => self.nothing(window, coverage),
            None => "Aucune donnée n’a encore été chargée pour cet indicateur.".to_owned(),
        };
        self.sections.push(Section {
            simulated: false,
            id: topic.id.to_owned(),
            question: topic.question.to_owned(),
            finding,
            spec: None,
            asks: Vec::new(),
            events: Vec::new(),
            note: String::new(),
            compared: None,
            more: None,
        });
    }

    /// The figure of the whole window, with its change.
    pub async fn total(&self, topic: &Topic<'_>) -> Result<Option<Arc<Answer>>, Failure> {
        let Some((_, measure)) = self.declared(topic.indicator) else { return Ok(None) };
        let Some(mut window) = self.window(topic.indicator).await? else { return Ok(None) };
        if measure.grain == Grain::Year {
            // A yearly figure is told for its last year, not summed since the first.
            window = Window { from: window.to, to: window.to }.widened(Grain::Year);
        }
        let grain = if measure.over_time == OverTime::None { measure.grain } else { Grain::Total };
        let ask = self.ask(topic, measure, window, grain).compare(self.state.compare);
        Ok(Some(self.env.barometer.ask(ask).await?))
    }

    /// The headline of a page.
    pub async fn headline(
        &self,
        topic: Topic<'_>,
        second: Option<String>,
    ) -> Result<Option<Headline>, Failure> {
        let Some(answer) = self.total(&topic).await? else { return Ok(None) };
        let Some(cell) = answer.cells.last() else { return Ok(None) };
        let window = answer.query.window();
        let unit = answer.indicator.unit;
        let value = match cell.value {
            Some(value) => french::rounded(value, unit),
            None => return Ok(None),
        };
        let word = french::unit_word(cell.value.unwrap_or(0.0), unit);
        let period = french::window(window.from, window.to);
        let stock = answer.measure.over_time == OverTime::Last;
        let day = answer.as_of.filter(|_| stock).map(|d| format!("au {}", french::date(d)));
        Ok(Some(Headline {
            value,
            label: format!("{word} {}", day.unwrap_or(period)).trim().to_owned(),
            change: findings::change(&answer, cell, self.state.compared_words()),
            second,
        }))
    }

    /// One statistic of the window as a sentence ("Durée médiane : 7 min 05 s (n = 180 000).").
    pub async fn aside(&self, title: &str, topic: Topic<'_>) -> Result<Option<String>, Failure> {
        let Some(answer) = self.total(&topic).await? else { return Ok(None) };
        let Some((cell, value)) = answer.cells.last().and_then(|c| Some((c, c.value?))) else {
            return Ok(None);
        };
        let n = cell.n.map(|n| format!(" (n\u{a0}=\u{a0}{})", french::integer(n as f64))).unwrap_or_default();
        Ok(Some(format!("{title} : {}{n}.", french::rounded(value, answer.indicator.unit))))
    }

    /// Values by period, with the automatic grain, events and comparison.
    pub async fn trend(&mut self, topic: Topic<'_>, extra: Option<String>) -> Result<(), Failure> {
        let Some((indicator, measure)) = self.declared(topic.indicator) else { return Ok(()) };
        let coverage = self.coverage(topic.indicator).await?;
        let Some(window) = self.window(topic.indicator).await? else {
            self.empty(&topic, None, coverage);
            return Ok(());
        };
        let told = self.told(measure, &topic.dimensions(), window, coverage.unwrap_or(window));
        let finest = told.whole.unwrap_or(measure.grain);
        let yearly = finest == Grain::Year;
        // Told year by year, a window holds one or two points: all years are shown.
        let window = if told.whole == Some(Grain::Year) { coverage.unwrap_or(window) } else { told.window };
        let mut grain = Grain::automatic(window.days()).max(finest);
        if grain == Grain::Week && finest > Grain::Day {
            grain = Grain::Month;
        }
        if measure.over_time == OverTime::None {
            grain = measure.grain;
        }
        // All years stand side by side already: an earlier window behind them would say nothing more.
        let compare = self.state.compare.filter(|_| !yearly);
        let ask = self.ask(&topic, measure, window, grain).at(told.place).compare(compare);
        let answer = self.env.barometer.ask(ask.clone()).await?;
        if answer.cells.iter().all(|c| c.value.is_none()) {
            self.empty(&topic, Some(window), coverage);
            return Ok(());
        }
        let total = self.total(&topic).await?;
        let mut finding = match &total {
            Some(total) if total.cells.len() == 1 => findings::level(total, self.state.compared_words()),
            _ => None,
        }
        .unwrap_or_else(|| self.nothing(window, coverage));
        if total.as_ref().is_none_or(|t| t.cells.len() != 1) {
            finding = last_value(&answer).unwrap_or(finding);
        }
        let one_withheld = |t: &Answer| matches!(&t.cells[..], [c] if c.status == Status::Suppressed);
        if total.as_deref().is_some_and(one_withheld)
            && let Some(last) = last_value(&answer)
        {
            finding = format!(
                "{last} Le total n’est pas publié : une de ses périodes concerne trop peu de personnes."
            );
        }
        finding = self.told_at(told.place, finding);
        if let Some(extra) = extra {
            finding = format!("{finding} {extra}");
        }
        let shape = match indicator.statistic {
            Statistic::Count => Shape::Bars,
            Statistic::Sum if measure.over_time == OverTime::Sum => Shape::Bars,
            _ => Shape::Line,
        };
        let points = |answer: &Answer| -> Points {
            answer
                .cells
                .iter()
                .map(|c| Point { period: c.period, value: c.value, status: c.status, n: c.n, interval: None })
                .collect()
        };
        // Point by point: the 31st of the month before has none beside it in a month of 30 days.
        let comparison =
            answer.comparison.as_deref().map(|earlier| points(earlier).part(0, answer.cells.len()));
        let comparison = comparison.filter(|p| p.last_finite().is_some());
        let marks: Vec<EventMark> = self
            .env
            .barometer
            .site()
            .event
            .iter()
            .filter(|e| e.indicators.iter().any(|i| i == topic.indicator))
            .filter_map(|e| {
                let at =
                    answer.periods.iter().position(|p| p.last_day() >= e.from && p.first_day() <= e.to)?;
                Some(EventMark { at, title: e.title.clone() })
            })
            .collect();
        let compared = comparison.as_ref().and_then(|_| {
            let earlier = answer.comparison.as_deref()?.query.window();
            Some(format!("En gris, {}.", french::window(earlier.from, earlier.to)))
        });
        let title = format!("{}, {}", topic.titled(indicator, told.place), by_grain(grain));
        self.sections.push(Section {
            simulated: answer.simulated,
            id: topic.id.to_owned(),
            question: topic.question.to_owned(),
            finding,
            events: marks.iter().map(|e| e.title.clone()).collect(),
            note: Self::note(indicator, &answer),
            spec: Some(ChartSpec {
                id: topic.id.to_owned(),
                title,
                unit: indicator.unit,
                kind: Kind::Time(TimeSeries {
                    comparison,
                    events: marks,
                    ..TimeSeries::one(shape, points(&answer))
                }),
            }),
            asks: vec![ask],
            compared,
            more: None,
        });
        Ok(())
    }

    /// One bar for each value of a dimension over the whole window.
    pub async fn breakdown(&mut self, topic: Topic<'_>, dimension: Dimension) -> Result<(), Failure> {
        let Some((indicator, measure)) = self.declared(topic.indicator) else { return Ok(()) };
        let coverage = self.coverage(topic.indicator).await?;
        let Some(mut window) = self.window(topic.indicator).await? else {
            self.empty(&topic, None, coverage);
            return Ok(());
        };
        let mut grain = Grain::Total;
        if measure.grain == Grain::Year {
            // Yearly figures: the last year that was published.
            window =
                Window { from: coverage.map_or(window.to, |c| c.to), to: window.to }.widened(Grain::Year);
            grain = Grain::Year;
        }
        let mut cut = topic.dimensions();
        cut.push(dimension);
        let told = self.told(measure, &cut, window, coverage.unwrap_or(window));
        let window = told.window;
        let ask = self.ask(&topic, measure, window, grain).at(told.place).by(dimension);
        let answer = self.env.barometer.ask(ask.clone()).await?;
        let mut bars: Vec<Bar> = answer
            .groups
            .iter()
            .enumerate()
            .filter_map(|(i, group)| {
                let cell = answer.cells.iter().rev().find(|c| c.group == i)?;
                let value = group.values.first()?;
                let seen = cell.value.is_some_and(|v| v > 0.0) || cell.status == Status::Suppressed;
                seen.then(|| Bar {
                    label: label(dimension, value),
                    value: cell.value,
                    status: cell.status,
                    n: cell.n,
                    link: None,
                })
            })
            .collect();
        if dimension == Dimension::Age {
            bars.sort_by(|a, b| a.label.cmp(&b.label));
        } else {
            bars.sort_by(|a, b| b.value.unwrap_or(-1.0).total_cmp(&a.value.unwrap_or(-1.0)));
        }
        let additive = !measure.not_additive.contains(&dimension) && indicator.statistic_counts_absence();
        let mut ranked = bars.clone();
        ranked.sort_by(|a, b| b.value.unwrap_or(-1.0).total_cmp(&a.value.unwrap_or(-1.0)));
        fold_rest(&mut bars, additive);
        if bars.iter().all(|b| b.value.is_none()) {
            self.empty(&topic, Some(window), coverage);
            return Ok(());
        }
        let finding = if additive || indicator.has_population() {
            findings::leaders(&ranked, indicator.unit)
        } else {
            ranked.first().and_then(|b| {
                Some(format!(
                    "« {} » vient en tête avec {}.",
                    b.label,
                    french::quantity(b.value?, indicator.unit)
                ))
            })
        };
        self.sections.push(Section {
            simulated: answer.simulated,
            id: topic.id.to_owned(),
            question: topic.question.to_owned(),
            finding: self.told_at(told.place, finding.unwrap_or_else(|| self.nothing(window, coverage))),
            note: Self::note(indicator, &answer),
            spec: Some(ChartSpec {
                id: topic.id.to_owned(),
                title: format!(
                    "{}{}, {}",
                    topic.titled(indicator, told.place),
                    by_dimension(indicator, dimension),
                    french::window(answer.query.window().from, answer.query.window().to)
                ),
                unit: indicator.unit,
                kind: Kind::Categories(if additive && bars.iter().all(|b| b.n.is_none()) {
                    Bars::parts(bars)
                } else {
                    Bars::apart(bars)
                }),
            }),
            asks: vec![ask],
            events: Vec::new(),
            compared: None,
            more: None,
        });
        Ok(())
    }

    /// Mean count by hour and weekday. Long windows are cut to their last 12 months.
    pub async fn rhythm(&mut self, topic: Topic<'_>) -> Result<(), Failure> {
        let Some((indicator, measure)) = self.declared(topic.indicator) else { return Ok(()) };
        let coverage = self.coverage(topic.indicator).await?;
        let Some(window) = self.window(topic.indicator).await?.and_then(|w| w.intersection(coverage?)) else {
            self.empty(&topic, None, coverage);
            return Ok(());
        };
        let from = window.to.checked_sub_days(chrono::Days::new(363)).unwrap_or(window.from).max(window.from);
        let window = Window { from, to: window.to };
        let simulated = self.env.barometer.snapshot().await?.is_simulated(measure.source);
        let mut place = self.place_for(measure);
        let (mut grid, mut shown) = self.env.barometer.rhythm(topic.indicator, place, window).await?;
        if shown.is_none() {
            // Published month by month, for France.
            let asked = with_whole(window, Grain::Month, coverage.unwrap_or(window));
            place = Place::One(Territory::France);
            (grid, shown) = self.env.barometer.rhythm(topic.indicator, place, asked).await?;
        }
        let window = shown.unwrap_or(window);
        let Some(finding) = findings::rhythm(&grid) else {
            self.empty(&topic, Some(window), coverage);
            return Ok(());
        };
        let title = format!(
            "{} : moyenne par heure et jour de la semaine, {}",
            indicator.title,
            french::window(window.from, window.to)
        );
        // A week has each of its hours; what has no value then is withheld.
        let some_withheld = window.days() >= 7 && grid.iter().flatten().any(Option::is_none);
        let withheld = if some_withheld {
            " Les heures sans valeur sont couvertes par le secret statistique."
        } else {
            ""
        };
        self.sections.push(Section {
            simulated,
            id: topic.id.to_owned(),
            question: topic.question.to_owned(),
            finding: self.told_at(place, finding),
            note: format!(
                "{} Moyenne sur {} jours.{withheld}",
                indicator.definition,
                french::integer(window.days() as f64)
            ),
            spec: Some(ChartSpec {
                id: topic.id.to_owned(),
                title,
                unit: indicator.unit,
                kind: Kind::HeatMap(Box::new(grid)),
            }),
            asks: vec![self.ask(&topic, measure, window, Grain::Day).at(place)],
            events: Vec::new(),
            compared: None,
            more: None,
        });
        Ok(())
    }
}

/// Beyond ten bars, the rest is one bar where a sum has a meaning, and left to the table elsewhere.
fn fold_rest(bars: &mut Vec<Bar>, additive: bool) {
    if bars.len() <= MOST_BARS + 1 {
        return;
    }
    let rest = bars.split_off(MOST_BARS);
    if additive {
        let sum: f64 = rest.iter().filter_map(|b| b.value).sum();
        let label = format!("Autres ({})", rest.len());
        bars.push(Bar { label, value: Some(sum), status: Status::Final, n: None, link: None });
    }
}

/// For figures that have no sum over the window: the last one.
fn last_value(answer: &Answer) -> Option<String> {
    let cell = answer.cells.iter().rev().find(|c| c.value.is_some())?;
    let period = french::capital(&french::period(cell.period));
    Some(format!("{period} : {}.", french::quantity(cell.value?, answer.indicator.unit)))
}
