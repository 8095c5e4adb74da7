//! How long a citizen would wait with one agent more, or less: the mean load of each hour, by Erlang C.

use charts::french;
use services::{Load, barometer::Rhythm};

/// Minutes that one contact takes, and longest mean wait, unless the reader says otherwise.
pub const MINUTES: f64 = 12.0;
const GOAL: f64 = 2.0;

/// The load of each hour of an ordinary week, and the agents that it asks for.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// By hour of the day, the busiest weekday of that hour: hour, contacts, fewest agents, mean wait in minutes with them,
    /// with one less (`None`: the queue would grow without end).
    pub hours: Vec<Hour>,
    pub minutes: f64,
    pub goal: f64,
    pub finding: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Hour {
    pub hour: usize,
    pub contacts: f64,
    pub agents: u32,
    pub wait: Option<f64>,
    pub with_one_less: Option<f64>,
}

/// `None` where nothing is known of the hours.
pub fn build(rhythm: &Rhythm) -> Option<WhatIf> {
    let hours: Vec<Hour> = (0..24)
        .filter_map(|hour| {
            let contacts = rhythm
                .iter()
                .filter_map(|day| day[hour])
                .fold(None, |most: Option<f64>, v| Some(most.map_or(v, |m| m.max(v))))?;
            let agents = Load::agents_for(contacts, MINUTES, GOAL);
            let wait = |agents| Load { contacts, minutes: MINUTES, agents }.wait().map(|w| w.mean);
            Some(Hour {
                hour,
                contacts,
                agents,
                wait: wait(agents),
                with_one_less: wait(agents.saturating_sub(1)),
            })
        })
        .collect();
    let most = hours.iter().max_by_key(|h| h.agents)?;
    let least = hours.iter().min_by_key(|h| h.agents)?;
    let finding = format!(
        "Pour une attente moyenne d’au plus {} min, il faut de {} à {} agents selon l’heure ; {} à {} h.",
        french::number(GOAL, 0),
        least.agents,
        most.agents,
        most.agents,
        most.hour
    );
    Some(WhatIf { minutes: MINUTES, goal: GOAL, finding, hours })
}
