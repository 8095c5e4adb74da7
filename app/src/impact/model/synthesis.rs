//! Five minutes: what is unusual, what changed, and the three scores with their parts.

use domain::{
    catalogue::{Direction, Indicator, OverTime, Pillar},
    query::{Ask, Place},
    score::{self, Component},
    territory::Territory,
    time::{Grain, civil_day},
    watch::{WATCHED, Watched},
};
use services::{Failure, Surprise, steering::Settings};

use super::{Screen, flows};
use crate::{
    address::{self, Address},
    env::Env,
    model::{builder::Builder, findings, topic::Topic},
    state::State,
};

/// Changes that are told.
const TOLD: usize = 6;

#[derive(Debug, Clone, Default)]
pub struct Synthesis {
    pub pillars: Vec<PillarScore>,
    /// Last weeks outside of what was expected, strongest first.
    pub unusual: Vec<Unusual>,
    /// How many indicators were looked at, and stayed within.
    pub usual: usize,
    /// Largest changes, as sentences, with the screen that shows each.
    pub changes: Vec<(String, String)>,
    /// Targets of the month, and how far each is.
    pub targets: Vec<TargetLine>,
    /// Who changed weights or targets last.
    pub steered: Option<String>,
    /// Sources that are late: "Perceval : dernier jour connu, le 3 novembre 2026".
    pub late: Vec<String>,
}

/// An indicator with a target.
#[derive(Debug, Clone)]
pub struct TargetLine {
    pub sentence: String,
    pub reached: bool,
}

/// A last week outside of what was expected.
#[derive(Debug, Clone)]
pub struct Unusual {
    pub sentence: String,
    pub path: String,
    strength: f64,
}

/// A pillar's score and its parts.
#[derive(Debug, Clone)]
pub struct PillarScore {
    pub name: &'static str,
    pub path: String,
    /// From 0 to 100.
    pub score: Option<f64>,
    /// Score three months before.
    pub before: Option<f64>,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone)]
pub struct Part {
    pub title: String,
    pub month: String,
    pub value: String,
    pub position: f64,
    pub weight: f64,
    /// Less of it is better.
    pub less_is_better: bool,
    /// It exists for France only, while the reader looks at a part of it.
    pub wider: bool,
}

/// Screen and section that show a watched count.
fn shown_at(indicator: &str) -> (Address, &'static str) {
    match indicator {
        "contacts" => (address::ACTORS, "contacts"),
        "pre_complaints" => (address::ACTORS, "pre-plaintes"),
        "card_fraud_reports" => (address::ACTORS, "fraudes"),
        "experiences" => (address::PERCEPTION, "experiences"),
        "review_count" => (address::PERCEPTION, "avis"),
        "web_visits" => (address::VISIBILITY, "audience"),
        _ => (address::VISIBILITY, "annuaire"),
    }
}

/// Points of a score whose loss or gain is told.
const FELT: f64 = 5.0;

pub async fn build(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen =
        Screen::new(env, address::SYNTHESIS.path(), "Synthèse", state.clone(), "pre_complaints").await?;
    let mut b = Builder::new(env, &state);
    let mut seen = Seen::default();
    for watched in &WATCHED {
        seen.look(&b, watched).await?;
    }
    let Seen { mut unusual, usual, mut changes, late } = seen;
    unusual.sort_by(|a: &Unusual, b| b.strength.total_cmp(&a.strength));
    changes.sort_by(|a, b| b.0.total_cmp(&a.0));
    let settings = env.steering.settings().await?;
    let (mut pillars, mut targets) = (Vec::new(), Vec::new());
    for (pillar, name, screen) in [
        (Pillar::Visibility, "Visibilité", address::VISIBILITY),
        (Pillar::Perception, "Perception", address::PERCEPTION),
        (Pillar::Actors, "Acteurs", address::ACTORS),
    ] {
        let path = screen.at(&state.query(), "");
        let (score, mut aims) = pillar_score(&b, pillar, name, path, &settings).await?;
        pillars.push(score);
        targets.append(&mut aims);
    }
    // Three charts: what came in, what is said, who sees us.
    b.trend(Topic::new("pre-plaintes", "Combien de pré-plaintes ?", "pre_complaints"), None).await?;
    b.trend(Topic::new("note", "Comment nous note-t-on ?", "review_rating"), None).await?;
    b.trend(Topic::new("abonnes", "Sommes-nous plus suivis ?", "followers"), None).await?;
    let sections = std::mem::take(&mut b.sections);
    let lead = format!("{}{}", lead(&state, &unusual, usual), moved(&pillars));
    let changes = changes.into_iter().take(TOLD).map(|(_, sentence, path)| (sentence, path)).collect();
    let steered = settings.last_change().map(|(author, at)| {
        format!("Poids et objectifs fixés par {author}, le {}.", french::date(civil_day(at)))
    });
    let synthesis = Synthesis { pillars, unusual, usual, changes, targets, steered, late };
    Ok(Screen { lead, synthesis: Some(synthesis), ..screen.with(sections) })
}

/// What the watched counts tell.
#[derive(Default)]
struct Seen {
    unusual: Vec<Unusual>,
    usual: usize,
    /// Size of the change, sentence, address.
    changes: Vec<(f64, String, String)>,
    late: Vec<String>,
}

impl Seen {
    async fn look(&mut self, b: &Builder<'_>, watched: &Watched) -> Result<(), Failure> {
        let topic = Topic::new("", "", watched.indicator).only(watched.filters);
        let Some(ask) = flows::ask_of(b, &topic) else { return Ok(()) };
        let Some((declared, measure)) = b.declared(watched.indicator) else { return Ok(()) };
        let (screen, section) = shown_at(watched.indicator);
        let path = screen.at(&b.state.query(), section);
        let here = match ask.place {
            Place::One(place) if place != Territory::France => place.name(),
            _ => "France",
        };
        let insight = b.env.barometer.insight(ask).await?;
        if let Some(surprise) = insight.and_then(|insight| insight.surprise) {
            if surprise.is_unusual() {
                self.unusual.push(Unusual {
                    sentence: surprise_sentence(declared, here, &surprise),
                    path: path.clone(),
                    strength: surprise.strength(),
                });
            } else {
                self.usual += 1;
            }
        }
        let total = b.total(&topic).await?;
        let moved = total.as_ref().and_then(|total| {
            let cell = total.single()?;
            let before = total.compared(cell)?.value.filter(|v| *v > 0.0)?;
            Some((cell.value?, before, findings::change(total, cell, b.state.compared_words())?))
        });
        if let Some((now, before, words)) = moved {
            let told = french::quantity(now, declared.unit);
            let sentence = format!("{} ({here}) : {told}, {words}.", declared.title);
            self.changes.push(((now / before).ln().abs(), sentence, path));
        }
        let last = b.coverage(watched.indicator).await?.map(|coverage| coverage.to);
        let rhythm = measure.source.rhythm();
        if let Some(last) = last.filter(|last| rhythm.is_late(*last, b.env.barometer.today())) {
            self.late.push(format!("{} : dernier jour connu, le {}.", declared.title, french::date(last)));
        }
        Ok(())
    }
}

fn lead(state: &State, unusual: &[Unusual], usual: usize) -> String {
    let place = match state.territory {
        Territory::France => "France entière".to_owned(),
        place => place.name().to_owned(),
    };
    match unusual.len() {
        0 if usual == 0 => {
            format!("{place} : l’historique est trop court pour dire ce qui serait inhabituel.")
        }
        0 => format!("{place} : la dernière semaine est ordinaire sur les {usual} comptages suivis."),
        1 => format!("{place} : un comptage sort de l’ordinaire, {usual} y restent."),
        n => format!("{place} : {n} comptages sortent de l’ordinaire, {usual} y restent."),
    }
}

/// Scores that moved in three months, in a sentence; nothing where none did.
fn moved(pillars: &[PillarScore]) -> String {
    let names = |towards: f64| -> Vec<String> {
        let went = |p: &&PillarScore| {
            p.score.zip(p.before).is_some_and(|(now, before)| towards * (now - before) >= FELT)
        };
        pillars.iter().filter(went).map(|p| format!("le score {}", p.name)).collect()
    };
    let tell = |names: Vec<String>, one: &str, many: &str| {
        let word = if names.len() > 1 { many } else { one };
        (!names.is_empty()).then(|| format!("{} {word}", french::list(&names)))
    };
    let told: Vec<String> =
        [tell(names(-1.0), "recule", "reculent"), tell(names(1.0), "progresse", "progressent")]
            .into_iter()
            .flatten()
            .collect();
    if told.is_empty() { String::new() } else { format!(" Sur trois mois, {}.", told.join(" ; ")) }
}

async fn pillar_score(
    b: &Builder<'_>,
    pillar: Pillar,
    name: &'static str,
    path: String,
    settings: &Settings,
) -> Result<(PillarScore, Vec<TargetLine>), Failure> {
    let (mut parts, mut targets) = (Vec::new(), Vec::new());
    let (mut now, mut before) = (Vec::new(), Vec::new());
    for component in score::components().iter().filter(|c| c.pillar == pillar) {
        let Some((values, part)) = part(b, component, settings.weight(component)).await? else { continue };
        let aim = settings.target(&component.indicator);
        targets.extend(aim.and_then(|aim| target_line(b, component, &values, &part, aim)));
        now.push((part.position, part.weight));
        let direction = b.declared(&component.indicator).map(|(i, _)| i.direction);
        let earlier = direction.and_then(|d| score::position(&values[..values.len().saturating_sub(3)], d));
        before.extend(earlier.map(|position| (position, part.weight)));
        parts.push(part);
    }
    let whole = before.len() == now.len();
    let before = score::score(&before).filter(|_| whole);
    Ok((PillarScore { name, path, score: score::score(&now), before, parts }, targets))
}

/// How far the last month is from its target. A target for a sum is that of France; one for a mean holds anywhere.
fn target_line(
    b: &Builder<'_>,
    component: &Component,
    values: &[f64],
    part: &Part,
    aim: f64,
) -> Option<TargetLine> {
    let (indicator, _) = b.declared(&component.indicator)?;
    if indicator.statistic_counts_absence() && b.state.territory != Territory::France {
        return None;
    }
    let last = *values.last()?;
    let reached = match indicator.direction {
        Direction::Worse => last <= aim,
        _ => last >= aim,
    };
    let word = if reached { "atteint" } else { "pas atteint" };
    let sentence = format!(
        "{} : {} en {}, pour un objectif de {} : {word}.",
        part.title,
        part.value,
        part.month,
        french::quantity(aim, indicator.unit)
    );
    Some(TargetLine { sentence, reached })
}

/// A last week against what was expected of it.
pub(super) fn surprise_sentence(indicator: &Indicator, here: &str, surprise: &Surprise) -> String {
    let say = |value| french::rounded(value, indicator.unit);
    format!(
        "{} ({here}) : {} la semaine du {}, {} attendus (entre {} et {}).",
        indicator.title,
        say(surprise.actual),
        french::date(surprise.week.monday),
        say(surprise.week.value),
        say(surprise.week.low),
        say(surprise.week.high)
    )
}

/// Where the last month of an indicator stands among its last three years.
async fn part(
    b: &Builder<'_>,
    component: &Component,
    weight: f64,
) -> Result<Option<(Vec<f64>, Part)>, Failure> {
    let Some((indicator, measure)) = b.declared(&component.indicator) else { return Ok(None) };
    if measure.over_time == OverTime::None && measure.grain != Grain::Month {
        return Ok(None);
    }
    let Some(window) = b.env.barometer.last_months(indicator, score::MONTHS).await? else { return Ok(None) };
    let place = if measure.territorial { b.state.territory } else { Territory::France };
    let mut ask = Ask::of(&indicator.id, window, Grain::Month).at(Place::One(place));
    for (dimension, value) in &component.only {
        ask = ask.only(*dimension, value);
    }
    let answer = b.env.barometer.ask(ask).await?;
    let values: Vec<f64> = answer.cells.iter().filter_map(|c| c.value).collect();
    let Some(position) = score::position(&values, indicator.direction) else { return Ok(None) };
    let Some(last) = answer.cells.iter().rev().find(|c| c.value.is_some()) else { return Ok(None) };
    let part = Part {
        title: if b.is_wider(measure) {
            format!("{} (France)", indicator.title)
        } else {
            indicator.title.clone()
        },
        month: french::period(last.period),
        value: last.value.map(|v| french::quantity(v, indicator.unit)).unwrap_or_default(),
        position,
        less_is_better: indicator.direction == Direction::Worse,
        wider: b.is_wider(measure),
        weight,
    };
    Ok(Some((values, part)))
}
