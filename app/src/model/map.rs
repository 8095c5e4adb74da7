//! The section of a map: départements by class, for France or for one région.

use charts::spec::{Area, ChartSpec, Kind, MapData};

use domain::{
    observation::Status,
    query::{Ask, Place},
    territory::{Level, Territory},
    time::Grain,
};
use services::{Answer, Failure, Finest};

use super::{Section, builder::Builder, findings, topic::Topic, whole::with_whole};

impl Builder<'_> {
    /// Départements: a rate for 10,000 inhabitants where persons are counted, the value itself elsewhere.
    pub async fn map(&mut self, topic: Topic<'_>, rate: bool) -> Result<(), Failure> {
        let Some((indicator, measure)) = self.declared(topic.indicator) else { return Ok(()) };
        let coverage = self.coverage(topic.indicator).await?;
        let Some(window) = self.window(topic.indicator).await? else {
            self.empty(&topic, None, coverage);
            return Ok(());
        };
        let all = Place::All(Level::Departement);
        let mut window = window;
        if let Finest::Whole(grain) = self.env.barometer.finest(measure, Level::Departement, &[]) {
            window = with_whole(window, grain, coverage.unwrap_or(window));
        }
        let ask = Ask { place: all, ..self.ask(&topic, measure, window, Grain::Total) };
        let answer = self.env.barometer.ask(ask.clone()).await?;
        // What a source gives for a whole région stands for its départements (Corsica on Perceval).
        let regions = self.env.barometer.ask(Ask { place: Place::All(Level::Region), ..ask.clone() }).await?;
        let find = |answer: &Answer, territory: Territory| {
            let group = answer.groups.iter().position(|g| g.territory == territory)?;
            answer.cells.iter().find(|c| c.group == group).cloned()
        };
        let per = if rate { "pour 10 000 habitants".replace(' ', "\u{a0}") } else { String::new() };
        // The page of a région shows its own départements.
        let shown_places = match self.state.territory {
            region @ Territory::Region(_) => region.children(),
            _ => Territory::the_101(),
        };
        let areas: Vec<Area> = shown_places
            .into_iter()
            .map(|place| {
                let mut cell = find(&answer, place);
                let mut counted = place;
                let mut name = place.name().to_owned();
                let empty = cell.as_ref().is_none_or(|c| c.status == Status::Missing);
                if empty
                    && let Some(region) = place.parent()
                    && region.code() == "94"
                    && let Some(whole) = find(&regions, region).filter(|c| c.value.is_some())
                {
                    name = format!("{name} (Corse entière)");
                    counted = region;
                    cell = Some(whole);
                }
                let value = cell.as_ref().and_then(|c| c.value);
                let shown = match (rate, value, counted.population()) {
                    (true, Some(v), Some(people)) => Some(v / people as f64 * 10_000.0),
                    (true, ..) => None,
                    (false, v, _) => v,
                };
                Area {
                    code: place.code().to_owned(),
                    name,
                    value: shown,
                    status: cell.map_or(Status::Missing, |c| c.status),
                    n: value.filter(|_| rate).map(|v| v as i64),
                    link: self.env.href(format!("{}/territoires/{}", self.env.root(), place.code())),
                }
            })
            .collect();
        let Some(finding) = findings::places(&areas, &per, indicator.unit) else {
            self.empty(&topic, Some(window), coverage);
            return Ok(());
        };
        let shown = answer.query.window();
        let of = match self.state.territory {
            region @ Territory::Region(_) => format!(" ({})", region.name()),
            _ => String::new(),
        };
        let title =
            format!("{} par département{of}, {}", indicator.title, french::window(shown.from, shown.to));
        let mut note = Self::note(indicator, &answer);
        if rate {
            note += &format!(" Population municipale {}.", domain::territory::POPULATION_YEAR);
        }
        self.sections.push(Section {
            simulated: answer.simulated,
            id: topic.id.to_owned(),
            question: topic.question.to_owned(),
            finding,
            note,
            spec: Some(ChartSpec {
                id: topic.id.to_owned(),
                title,
                unit: indicator.unit,
                kind: Kind::Map(MapData { areas, per }),
            }),
            asks: vec![ask],
            events: Vec::new(),
            compared: None,
            more: Some((
                "Choisir une région ou un département".to_owned(),
                format!("{}/territoires", self.env.root()),
            )),
        });
        Ok(())
    }
}
