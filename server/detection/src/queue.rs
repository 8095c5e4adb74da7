//! How long a citizen waits when a number of agents answer: Erlang C (Erlang, 1917; Gans, Koole and Mandelbaum, 2003).
//!
//! Contacts come at random at a steady rate, are handled in a time of exponential law, wait without giving up, and each agent
//! handles one at a time. Real citizens give up: the wait is then shorter, and the formula errs on the side of caution.

/// What comes and who answers, in one hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queueing {
    /// Contacts an hour.
    pub contacts: f64,
    /// Mean handling time, in minutes.
    pub minutes: f64,
    pub agents: u32,
}

/// What to expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wait {
    /// Probability that a contact waits at all.
    pub waits: f64,
    /// Mean wait of all contacts, in minutes.
    pub mean: f64,
    /// Share of an agent's time that is taken.
    pub occupancy: f64,
}

impl Queueing {
    /// Work that comes, in agents fully taken (erlangs).
    pub fn erlangs(self) -> f64 {
        self.contacts * self.minutes / 60.0
    }

    /// `None` where agents are too few for the work: the queue then grows without end.
    pub fn wait(self) -> Option<Wait> {
        let (work, agents) = (self.erlangs(), f64::from(self.agents));
        if !(work >= 0.0 && work < agents) {
            return None;
        }
        // Erlang B by its recursion, which never overflows; then C from B.
        let blocked = (1..=self.agents).fold(1.0, |b, n| work * b / (f64::from(n) + work * b));
        let occupancy = work / agents;
        let waits = blocked / (1.0 - occupancy * (1.0 - blocked));
        let mean = if work > 0.0 { waits * self.minutes / (agents - work) } else { 0.0 };
        Some(Wait { waits, mean, occupancy })
    }

    /// Probability that a contact waits less than a number of minutes.
    pub fn served_within(self, minutes: f64) -> Option<f64> {
        let wait = self.wait()?;
        let spare = f64::from(self.agents) - self.erlangs();
        Some(1.0 - wait.waits * (-spare * minutes / self.minutes).exp())
    }

    /// The fewest agents with which the mean wait stays within some minutes.
    pub fn agents_for(contacts: f64, minutes: f64, longest_mean_wait: f64) -> u32 {
        let least = (contacts * minutes / 60.0).floor() as u32 + 1;
        (least..least + 500)
            .find(|agents| {
                Self { contacts, minutes, agents: *agents }
                    .wait()
                    .is_some_and(|w| w.mean <= longest_mean_wait)
            })
            .unwrap_or(least + 500)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten erlangs: the values of any table of Erlang C.
    #[test]
    fn waits_are_those_of_the_tables() {
        let load = |agents| Queueing { contacts: 200.0, minutes: 3.0, agents };
        let wait = load(14).wait().unwrap();
        assert!((wait.waits - 0.1741).abs() < 1e-4, "{wait:?}");
        assert!((wait.mean * 60.0 - 7.836).abs() < 0.01, "seconds: {}", wait.mean * 60.0);
        assert!((load(14).served_within(20.0 / 60.0).unwrap() - 0.8883).abs() < 1e-3);
        assert_eq!(load(10).wait(), None, "as much work as agents");
    }

    /// One agent: the M/M/1 queue, whose wait is known in closed form.
    #[test]
    fn one_agent_is_the_simple_queue() {
        let wait = Queueing { contacts: 6.0, minutes: 5.0, agents: 1 }.wait().unwrap();
        assert!((wait.waits - 0.5).abs() < 1e-12 && (wait.mean - 5.0).abs() < 1e-12);
        assert_eq!(Queueing { contacts: 0.0, minutes: 5.0, agents: 1 }.wait().unwrap().mean, 0.0);
    }

    #[test]
    fn enough_agents_are_the_fewest() {
        let agents = Queueing::agents_for(30.0, 12.0, 1.0);
        let mean = |agents| {
            Queueing { contacts: 30.0, minutes: 12.0, agents }.wait().map_or(f64::INFINITY, |w| w.mean)
        };
        assert!(mean(agents) <= 1.0 && mean(agents - 1) > 1.0, "{agents}");
    }
}
