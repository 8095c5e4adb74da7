//! What changes from one organisation to another: names, colours, services, texts, events.

use chrono::NaiveDate;
use serde::Deserialize;

/// The one configuration file of an organisation, `public/organisations/<name>.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    pub organisation: Organisation,
    pub home: Home,
    #[serde(default)]
    pub service: Vec<Service>,
    #[serde(default)]
    pub event: Vec<Event>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Title of the service, beside the logo.
    pub title: String,
    pub tagline: String,
    /// Lines of the logo block ("Ministère", "de l’Intérieur").
    pub logo: Vec<String>,
    /// Full name in sentences, with its article ("la gendarmerie nationale").
    pub name: String,
    pub website: String,
    pub contact: String,
    /// Accent colour on light and dark grounds, `#rrggbb`.
    pub accent_light: String,
    pub accent_dark: String,
    pub footer: String,
    /// Where the State asks what its users think of the brigade ("Je donne mon avis"): a link at the end of a conversation.
    #[serde(default)]
    pub opinions: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Home {
    pub heading: String,
    pub introduction: String,
}

/// One digital service: its page, its headline indicator and its words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Path of the page without slash; one of the pages the programme has.
    pub page: String,
    pub title: String,
    /// Short name in menus and on the cards of the home page.
    pub menu: String,
    pub introduction: String,
    pub indicator: String,
    /// First year or day of the service, for readers ("depuis février 2018").
    #[serde(default)]
    pub since: String,
    /// Where citizens use the service.
    #[serde(default)]
    pub link: String,
}

/// A known event drawn on the charts of a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub id: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub title: String,
    /// Indicators it explains.
    pub indicators: Vec<String>,
    pub source: String,
}

impl Site {
    /// # Errors
    /// The text is not TOML of the expected shape.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    pub fn service(&self, page: &str) -> Option<&Service> {
        self.service.iter().find(|s| s.page == page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    /// Each organisation that is shipped names indicators that exist, and a service is found by its page.
    #[test]
    fn shipped_organisations_speak_of_what_there_is() {
        for text in [
            include_str!("../../../public/organisations/gendarmerie.toml"),
            include_str!("../../../public/organisations/exemple.toml"),
        ] {
            let site = Site::from_toml(text).unwrap();
            assert!(!site.service.is_empty());
            let explained = site.event.iter().flat_map(|e| &e.indicators);
            for indicator in site.service.iter().map(|s| &s.indicator).chain(explained) {
                assert!(Catalogue::shipped().indicator(indicator).is_some(), "{indicator}");
            }
            for service in &site.service {
                assert_eq!(site.service(&service.page).unwrap().title, service.title);
            }
            assert!(site.service("nulle-part").is_none());
        }
        assert!(Site::from_toml("[organisation]").is_err());
    }
}
