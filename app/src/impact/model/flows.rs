//! Forecasts of daily counts as sections: known weeks, then expected ones with the interval of their past errors.

use charts::{
    points::Points,
    spec::{ChartSpec, Kind, Point, Series, Shape, TimeSeries},
};

use domain::{
    observation::Status,
    query::{Ask, Place},
    territory::Territory,
    time::{Grain, Period, Window},
};
use services::Failure;

use crate::model::{Section, builder::Builder, topic::Topic};

/// Known weeks before the expected ones.
const BEFORE: usize = 26;

/// What an indicator is asked for, wherever the reader looks; non-territorial ones are those of France.
pub fn ask_of(b: &Builder<'_>, topic: &Topic<'_>) -> Option<Ask> {
    let (indicator, measure) = b.declared(topic.indicator)?;
    let place = Place::One(if measure.territorial { b.state.territory } else { Territory::France });
    let today = b.env.barometer.today();
    let window = Window::new(today, today)?;
    let mut ask = Ask::of(&indicator.id, window, Grain::Day).at(place);
    for (dimension, value) in topic.filters {
        ask = ask.only(*dimension, value);
    }
    Some(ask)
}

/// Adds the section, where the history is long enough to foresee anything.
pub async fn forecast(b: &mut Builder<'_>, topic: Topic<'_>) -> Result<(), Failure> {
    let (Some(ask), Some((indicator, measure))) = (ask_of(b, &topic), b.declared(topic.indicator)) else {
        return Ok(());
    };
    let Some(insight) = b.env.barometer.insight(ask.clone()).await? else { return Ok(()) };
    let Some(forecast) = &insight.forecast else { return Ok(()) };
    let known = insight.weeks.iter().rev().take(BEFORE).rev();
    let point = |monday, value: Option<f64>, interval| Point {
        period: Period::of_day(Grain::Week, monday),
        value,
        status: Status::Final,
        n: None,
        interval,
    };
    // Two curves over the same weeks: what is known, and what is expected.
    let counted: Points = known
        .clone()
        .map(|(monday, value)| point(*monday, Some(*value), None))
        .chain(forecast.weeks.iter().map(|week| point(week.monday, None, None)))
        .collect();
    let expected: Points = known
        .map(|(monday, _)| point(*monday, None, None))
        .chain(forecast.weeks.iter().map(|week| {
            point(week.monday, Some(week.value.round()), Some((week.low.round(), week.high.round())))
        }))
        .collect();
    // A week that is nearly over is no news.
    let today = b.env.barometer.today();
    let Some(next) = forecast.weeks.iter().find(|w| w.monday > today).or(forecast.weeks.first()) else {
        return Ok(());
    };
    let finding = format!(
        "La semaine du {} devrait en apporter {}, entre {} et {}.",
        french::date(next.monday),
        french::rounded(next.value, indicator.unit),
        french::rounded(next.low, indicator.unit),
        french::rounded(next.high, indicator.unit),
    );
    let place = match ask.place {
        Place::One(place) if place != Territory::France => format!(", {}", place.name()),
        _ => String::new(),
    };
    let simulated = b.env.barometer.snapshot().await?.is_simulated(measure.source);
    b.sections.push(Section {
        id: topic.id.to_owned(),
        question: topic.question.to_owned(),
        finding: b.placed(measure, finding),
        spec: Some(ChartSpec {
            id: topic.id.to_owned(),
            title: format!("{}{place}, par semaine, et prévision", indicator.title),
            unit: indicator.unit,
            kind: Kind::Time(TimeSeries {
                series: vec![
                    Series { name: "Observé".to_owned(), points: counted },
                    Series { name: "Prévision".to_owned(), points: expected },
                ],
                ..TimeSeries::one(Shape::Line, Points::none())
            }),
        }),
        asks: vec![ask],
        events: Vec::new(),
        note: format!(
            "Prévision par le calendrier : niveau, pente, jour de la semaine, jours fériés, saison. L’intervalle est celui que 95 prévisions sur 100 auraient tenu, refaites sur {} semaines passées. Erreur moyenne (MASE) : {}, contre {} en répétant la dernière semaine.",
            forecast.origins,
            french::number(forecast.mase, 2),
            french::number(forecast.naive_mase, 2)
        ),
        compared: Some("La prévision est donnée avec son intervalle à 95 %.".to_owned()),
        simulated,
        more: None,
    });
    Ok(())
}
