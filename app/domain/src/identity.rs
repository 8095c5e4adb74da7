//! Who may do what: roles, the territory that a person answers for, and the table of operations.

use serde::{Deserialize, Serialize};

use crate::{
    ids::AccountId,
    query::Place,
    territory::{Level, Territory},
};

/// What a person does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Analyst,
    NationalCommand,
    DepartmentalCommand,
    Communication,
    Administrator,
    /// Answers citizens at the Brigade numérique.
    Agent,
    /// Leads those who answer.
    DutyOfficer,
}

impl Role {
    pub const ALL: [Self; 7] = [
        Self::NationalCommand,
        Self::DepartmentalCommand,
        Self::Analyst,
        Self::Communication,
        Self::Administrator,
        Self::Agent,
        Self::DutyOfficer,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Analyst => "analyste",
            Self::NationalCommand => "commandement-national",
            Self::DepartmentalCommand => "commandement-departemental",
            Self::Communication => "communication",
            Self::Administrator => "administration",
            Self::Agent => "agent",
            Self::DutyOfficer => "chef-de-quart",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Analyst => "Analyste",
            Self::NationalCommand => "Commandement national",
            Self::DepartmentalCommand => "Commandement départemental",
            Self::Communication => "Communication",
            Self::Administrator => "Administration",
            Self::Agent => "Agent de la Brigade numérique",
            Self::DutyOfficer => "Chef de quart de la Brigade numérique",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == text)
    }
}

/// What can be done behind the login. Every route behind it names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// Screens, charts and their files.
    ReadFigures,
    /// Describing an action of the organisation, and withdrawing it.
    DescribeActions,
    /// Annotations on a series, and comments on them.
    Annotate,
    /// Weights of the scores' parts, and targets.
    SetScores,
    /// Accounts: who exists, with which role; opening, closing, putting out.
    ManageAccounts,
    ReadAudit,
    /// The desk of the Brigade numérique: taking conversations and answering them.
    Answer,
    /// The board of a shift: who waits, who answers, how many at once; following a conversation.
    Supervise,
    /// How long conversations are kept.
    SetRetention,
    /// Ways of others by which citizens write: their secrets, whether they are on.
    ManageChannels,
}

impl Operation {
    pub const ALL: [Self; 10] = [
        Self::ReadFigures,
        Self::DescribeActions,
        Self::Annotate,
        Self::SetScores,
        Self::ManageAccounts,
        Self::ReadAudit,
        Self::Answer,
        Self::Supervise,
        Self::SetRetention,
        Self::ManageChannels,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::ReadFigures => "lire-chiffres",
            Self::DescribeActions => "decrire-actions",
            Self::Annotate => "annoter",
            Self::SetScores => "fixer-scores",
            Self::ManageAccounts => "gerer-comptes",
            Self::ReadAudit => "lire-journal",
            Self::Answer => "repondre",
            Self::Supervise => "diriger-quart",
            Self::SetRetention => "fixer-conservation",
            Self::ManageChannels => "gerer-canaux",
        }
    }

    /// The column of the access table.
    fn roles(self) -> &'static [Role] {
        match self {
            Self::ReadFigures => &[
                Role::NationalCommand,
                Role::DepartmentalCommand,
                Role::Analyst,
                Role::Communication,
                Role::Administrator,
            ],
            Self::Answer => &[Role::Agent, Role::DutyOfficer],
            Self::Supervise => &[Role::DutyOfficer],
            Self::DescribeActions | Self::Annotate => {
                &[Role::NationalCommand, Role::DepartmentalCommand, Role::Analyst, Role::Communication]
            }
            Self::SetScores
            | Self::ManageAccounts
            | Self::ReadAudit
            | Self::SetRetention
            | Self::ManageChannels => &[Role::Administrator],
        }
    }
}

/// A role over a territory. Only [`Mandate::new`] makes one, so that a departmental command always has its département.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mandate {
    role: Role,
    scope: Territory,
}

impl Mandate {
    /// `None` for a departmental command without a département, and for any other role with less than France.
    pub fn new(role: Role, scope: Territory) -> Option<Self> {
        let fits = match role {
            Role::DepartmentalCommand => matches!(scope, Territory::Departement(_)),
            _ => scope == Territory::France,
        };
        fits.then_some(Self { role, scope })
    }

    pub fn role(self) -> Role {
        self.role
    }

    pub fn scope(self) -> Territory {
        self.scope
    }

    pub fn may(self, operation: Operation) -> bool {
        operation.roles().contains(&self.role)
    }

    /// Whether figures of a place may be read: one's own territory and those that hold it. Lists of all territories of
    /// a level are for those who answer for France.
    pub fn covers(self, place: Place) -> bool {
        if self.scope == Territory::France {
            return true;
        }
        match place {
            Place::All(Level::France) => true,
            Place::All(_) => false,
            Place::One(asked) => {
                let mut mine = Some(self.scope);
                while let Some(territory) = mine {
                    if territory == asked {
                        return true;
                    }
                    mine = territory.parent();
                }
                false
            }
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Actor {
    pub account: AccountId,
    /// As shown to the person and in the journal.
    pub name: String,
    pub mandate: Mandate,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The access table, whole: a right that is given or taken shows here.
    #[test]
    fn each_role_may_what_the_table_says() {
        let departement = Territory::departement("35").unwrap();
        let may = |role: Role| -> Vec<&str> {
            let scope = if role == Role::DepartmentalCommand { departement } else { Territory::France };
            let mandate = Mandate::new(role, scope).unwrap();
            Operation::ALL.into_iter().filter(|o| mandate.may(*o)).map(Operation::id).collect()
        };
        let works = ["lire-chiffres", "decrire-actions", "annoter"];
        for role in [Role::NationalCommand, Role::DepartmentalCommand, Role::Analyst, Role::Communication] {
            assert_eq!(may(role), works, "{role:?}");
        }
        assert_eq!(
            may(Role::Administrator),
            [
                "lire-chiffres",
                "fixer-scores",
                "gerer-comptes",
                "lire-journal",
                "fixer-conservation",
                "gerer-canaux"
            ]
        );
        assert_eq!(may(Role::Agent), ["repondre"]);
        assert_eq!(may(Role::DutyOfficer), ["repondre", "diriger-quart"]);
        let titles: std::collections::BTreeSet<&str> = Role::ALL.into_iter().map(Role::title).collect();
        assert!(titles.len() == Role::ALL.len() && titles.iter().all(|title| !title.is_empty()));
    }

    fn place(text: &str) -> Place {
        Place::parse(text).unwrap()
    }

    #[test]
    fn roles_are_read_as_written() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.id()), Some(role));
        }
        assert_eq!(Role::parse("colonel"), None);
    }

    #[test]
    fn only_a_departemental_command_has_a_departement() {
        let ille = Territory::parse("departement:35").unwrap();
        let bretagne = Territory::parse("region:53").unwrap();
        for role in Role::ALL {
            let local = role == Role::DepartmentalCommand;
            assert_eq!(Mandate::new(role, ille).is_some(), local, "{role:?}");
            assert_eq!(Mandate::new(role, Territory::France).is_some(), !local, "{role:?}");
            assert_eq!(Mandate::new(role, bretagne), None, "{role:?}");
        }
    }

    #[test]
    fn a_command_sees_its_territory_and_what_holds_it() {
        let ille =
            Mandate::new(Role::DepartmentalCommand, Territory::parse("departement:35").unwrap()).unwrap();
        for own in ["departement:35", "region:53", "france"] {
            assert!(ille.covers(place(own)), "{own}");
        }
        for foreign in
            ["departement:29", "region:11", "departement:*", "region:*", "departement:non-rattache"]
        {
            assert!(!ille.covers(place(foreign)), "{foreign}");
            assert!(Mandate::new(Role::Analyst, Territory::France).unwrap().covers(place(foreign)));
        }
    }
}
