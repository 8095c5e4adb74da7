//! How long a citizen would wait with so many agents: the mean load of each hour, by Erlang C. The reader says how long a
//! contact takes, which wait is aimed at, and, if they like, how many agents there are.

use domain::territory::Territory;
use services::{Load, barometer::Rhythm};

use crate::state::State;

/// What the reader supposes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumptions {
    /// Minutes that one contact takes.
    pub minutes: f64,
    /// Longest mean wait that is aimed at, in minutes.
    pub goal: f64,
    /// Agents who answer at any hour.
    pub agents: Option<u32>,
}

/// Bounds of what can be supposed, as the form says them.
pub const MINUTES: (f64, f64) = (0.5, 120.0);
pub const GOAL: (f64, f64) = (0.1, 60.0);
pub const AGENTS: (u32, u32) = (1, 500);

impl Default for Assumptions {
    fn default() -> Self {
        Self { minutes: 12.0, goal: 2.0, agents: None }
    }
}

impl Assumptions {
    /// Reads them from the address; what can't be meant is told, and the default stands.
    pub fn read(state: &State) -> (Self, Option<&'static str>) {
        let usual = Self::default();
        let number = |name: &str, (low, high): (f64, f64)| match state.more.get(name) {
            None => Some(None),
            Some(text) => {
                let value = text.trim().replace(',', ".").parse::<f64>().ok();
                value.filter(|v| (low..=high).contains(v)).map(Some)
            }
        };
        let agents = match state.more.get("agents") {
            None => Some(None),
            Some(text) => {
                let value = text.trim().parse::<u32>().ok();
                value.filter(|v| (AGENTS.0..=AGENTS.1).contains(v)).map(Some)
            }
        };
        match (number("duree", MINUTES), number("attente", GOAL), agents) {
            (Some(minutes), Some(goal), Some(agents)) => {
                let read = Self {
                    minutes: minutes.unwrap_or(usual.minutes),
                    goal: goal.unwrap_or(usual.goal),
                    agents,
                };
                (read, None)
            }
            _ => (
                usual,
                Some(
                    "Une hypothèse n’a pas été comprise : un contact dure de 0,5 à 120 minutes, l’attente visée va de 0,1 à 60 minutes, et il y a de 1 à 500 agents.",
                ),
            ),
        }
    }
}

/// The load of each hour of an ordinary week, and the agents that it asks for.
#[derive(Debug, Clone)]
pub struct WhatIf {
    pub hours: Vec<Hour>,
    pub assumed: Assumptions,
    /// Why what was typed does not stand.
    pub problem: Option<&'static str>,
    pub finding: String,
}

/// An hour of the day, on the weekday when it is busiest.
#[derive(Debug, Clone, PartialEq)]
pub struct Hour {
    pub hour: usize,
    pub contacts: f64,
    /// Fewest agents with whom the mean wait stays within the goal.
    pub agents: u32,
    /// Mean wait with them, in minutes; `None`: the queue would grow without end.
    pub wait: Option<f64>,
    /// The same with the agents that the reader supposes, or else with one less than needed.
    pub otherwise: Option<f64>,
}

/// `None` where nothing is known of the hours.
pub fn build(rhythm: &Rhythm, state: &State) -> Option<WhatIf> {
    let (assumed, problem) = Assumptions::read(state);
    let Assumptions { minutes, goal, agents: supposed } = assumed;
    let hours: Vec<Hour> = (0..24)
        .filter_map(|hour| {
            let contacts = rhythm
                .iter()
                .filter_map(|day| day[hour])
                .fold(None, |most: Option<f64>, v| Some(most.map_or(v, |m| m.max(v))))?;
            let agents = Load::agents_for(contacts, minutes, goal);
            let wait = |agents| Load { contacts, minutes, agents }.wait().map(|w| w.mean);
            let otherwise = wait(supposed.unwrap_or(agents.saturating_sub(1)));
            Some(Hour { hour, contacts, agents, wait: wait(agents), otherwise })
        })
        .collect();
    let finding = match supposed {
        Some(agents) => with_so_many(&hours, agents, goal)?,
        None => needed(&hours, goal)?,
    };
    let finding = match state.territory {
        Territory::France => finding,
        _ => format!("France entière. {finding}"),
    };
    Some(WhatIf { assumed, problem, finding, hours })
}

fn needed(hours: &[Hour], goal: f64) -> Option<String> {
    // Several hours may ask for as many: the busiest of them is named.
    let most = hours.iter().max_by(|a, b| a.contacts.total_cmp(&b.contacts))?;
    let least = hours.iter().min_by_key(|h| h.agents)?;
    let goal = french::number(goal, usize::from(goal.fract() != 0.0));
    Some(format!(
        "Pour une attente moyenne d’au plus {goal} min, il faut de {} à {} agents selon l’heure : {} agents à {} h.",
        least.agents, most.agents, most.agents, most.hour
    ))
}

fn with_so_many(hours: &[Hour], agents: u32, goal: f64) -> Option<String> {
    let who = if agents > 1 { format!("{agents} agents") } else { "un seul agent".to_owned() };
    let endless = hours.iter().filter(|h| h.otherwise.is_none()).count();
    if endless > 0 {
        let plural = if endless > 1 { "s" } else { "" };
        return Some(format!(
            "Avec {who}, la file grandirait sans fin pendant {endless} heure{plural} par jour."
        ));
    }
    let late = hours.iter().filter(|h| h.otherwise.is_some_and(|w| w > goal)).count();
    let worst =
        hours.iter().max_by(|a, b| a.otherwise.unwrap_or(0.0).total_cmp(&b.otherwise.unwrap_or(0.0)))?;
    let longest = french::number(worst.otherwise?, 1);
    let kept = match late {
        0 => "l’attente visée est tenue à toute heure".to_owned(),
        1 => "l’attente visée est dépassée une heure par jour".to_owned(),
        n => format!("l’attente visée est dépassée {n} heures par jour"),
    };
    Some(format!("Avec {who}, {kept} ; la plus longue est de {longest} min en moyenne, à {} h.", worst.hour))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(pairs: &[(&str, &str)]) -> State {
        State::read(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    fn rhythm() -> Rhythm {
        let mut grid = [[Some(10.0); 24]; 7];
        grid[2][17] = Some(30.0);
        grid
    }

    #[test]
    fn what_the_reader_supposes_is_what_is_computed() {
        let usual = build(&rhythm(), &state(&[])).unwrap();
        // 10 contacts of 12 minutes are two agents' work: at least three, and more to keep within two minutes.
        assert!(usual.hours[0].agents >= 3 && usual.hours[17].agents > usual.hours[0].agents);
        assert_eq!(usual.hours[17].contacts, 30.0, "the busiest weekday");
        let short = build(&rhythm(), &state(&[("duree", "6"), ("attente", "0,5")])).unwrap();
        assert_eq!((short.assumed.minutes, short.assumed.goal), (6.0, 0.5));
        assert!(short.hours[17].agents < usual.hours[17].agents);
        let few = build(&rhythm(), &state(&[("agents", "3")])).unwrap();
        assert_eq!(few.hours[17].otherwise, None, "six agents' work for three");
        assert!(few.finding.contains("sans fin pendant 1 heure"), "{}", few.finding);
        let many = build(&rhythm(), &state(&[("agents", "20")])).unwrap();
        assert!(many.finding.contains("tenue à toute heure"), "{}", many.finding);
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        for (name, value) in
            [("duree", "0"), ("duree", "abc"), ("attente", "-1"), ("agents", "0"), ("agents", "1e9")]
        {
            let odd = build(&rhythm(), &state(&[(name, value)])).unwrap();
            assert!(odd.problem.is_some(), "{name}={value}");
            assert_eq!(odd.assumed, Assumptions::default());
        }
    }
}
