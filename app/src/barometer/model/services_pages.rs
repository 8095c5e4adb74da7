//! The pages of the services: which questions each one answers.

use domain::{catalogue::Dimension, site::Service};
use services::Failure;

use crate::{
    env::Env,
    model::{PageModel, builder::Builder, topic::Topic},
    state::State,
};

/// Builds the page of a service; `None` for a page that the programme doesn't have.
pub async fn build(env: &Env, service: &Service, state: State) -> Result<Option<PageModel>, Failure> {
    let mut b = Builder::new(env, &state);
    let mut second = None;
    let headline_topic = Topic::new("total", "", &service.indicator);
    let territorial = match service.page.as_str() {
        "ma-gendarmerie" => {
            b.trend(Topic::new("contacts", "Combien de personnes nous écrivent ?", "contacts"), None).await?;
            b.breakdown(
                Topic::new("categories", "Pourquoi nous écrit-on ?", "contacts"),
                Dimension::Category,
            )
            .await?;
            b.breakdown(Topic::new("motifs", "De quoi parle-t-on ?", "contacts"), Dimension::Motif).await?;
            b.breakdown(Topic::new("canaux", "Par quel canal ?", "contacts"), Dimension::Channel).await?;
            b.rhythm(Topic::new("affluence", "À quelle heure nous écrit-on ?", "contacts")).await?;
            false
        }
        "perceval" => {
            second = b.aside("Montant total", Topic::new("m", "", "card_fraud_amount")).await?;
            b.trend(
                Topic::new("signalements", "Combien de fraudes sont signalées ?", "card_fraud_reports"),
                None,
            )
            .await?;
            b.trend(Topic::new("montants", "Pour quels montants ?", "card_fraud_amount"), None).await?;
            b.trend(
                Topic::new("montant-moyen", "Combien perd-on à chaque fois ?", "card_fraud_mean_amount"),
                None,
            )
            .await?;
            b.breakdown(
                Topic::new("ages", "À quel âge signale-t-on ?", "card_fraud_reports_by_age"),
                Dimension::Age,
            )
            .await?;
            b.map(Topic::new("carte", "Où signale-t-on le plus ?", "card_fraud_reports_by_territory"), true)
                .await?;
            false
        }
        "pre-plainte-en-ligne" => {
            let duration = |id, indicator| Topic::new(id, "", indicator);
            second = b.aside("Durée médiane", duration("d", "pre_complaint_duration_median")).await?;
            b.trend(Topic::new("depots", "Combien de pré-plaintes sont déposées ?", "pre_complaints"), None)
                .await?;
            let median = b
                .aside("La moitié des déclarants ont fini en", duration("d", "pre_complaint_duration_median"))
                .await?;
            let p90 =
                b.aside("Neuf sur dix ont fini en", duration("d", "pre_complaint_duration_p90")).await?;
            let extra = [median, p90].into_iter().flatten().collect::<Vec<_>>().join(" ").replace(" : ", " ");
            let topic =
                Topic::new("duree", "Combien de temps cela prend-il ?", "pre_complaint_duration_mean");
            b.trend(topic, Some(extra)).await?;
            b.breakdown(Topic::new("personnes", "Qui dépose ?", "pre_complaints"), Dimension::PersonType)
                .await?;
            b.rhythm(Topic::new("affluence", "À quelle heure dépose-t-on ?", "pre_complaints")).await?;
            b.map(Topic::new("carte", "Où dépose-t-on le plus ?", "pre_complaints"), true).await?;
            true
        }
        "site-web" => {
            b.trend(
                Topic::new("visites", "Combien de visites reçoit le site ?", "web_visits_by_device"),
                None,
            )
            .await?;
            let national = [(Dimension::Subsite, "national")];
            let bounce =
                b.aside("Taux de rebond", Topic::new("r", "", "web_bounce_rate").only(&national)).await?;
            let time = b
                .aside("Temps moyen par visite", Topic::new("t", "", "web_time_per_visit").only(&national))
                .await?;
            let extra = [bounce, time].into_iter().flatten().collect::<Vec<_>>().join(" ");
            b.trend(
                Topic::new("national", "Comment varie l’audience du site national ?", "web_visits")
                    .only(&national),
                Some(extra),
            )
            .await?;
            b.breakdown(
                Topic::new("sous-sites", "Quels sous-sites sont visités ?", "web_visits"),
                Dimension::Subsite,
            )
            .await?;
            b.breakdown(
                Topic::new("provenance", "D’où viennent les visites ?", "web_visits_by_source"),
                Dimension::SourceType,
            )
            .await?;
            b.breakdown(Topic::new("pays", "De quels pays ?", "web_visits_by_place"), Dimension::Country)
                .await?;
            let france = [(Dimension::Country, "France")];
            b.breakdown(
                Topic::new("regions", "De quelles régions ?", "web_visits_by_place").only(&france),
                Dimension::Region,
            )
            .await?;
            b.breakdown(Topic::new("villes", "De quelles villes ?", "web_visits_by_place"), Dimension::City)
                .await?;
            b.breakdown(
                Topic::new("appareils", "Sur quel appareil ?", "web_visits_by_device"),
                Dimension::Device,
            )
            .await?;
            b.breakdown(Topic::new("systemes", "Avec quel système ?", "web_visits_by_device"), Dimension::Os)
                .await?;
            b.breakdown(
                Topic::new("navigateurs", "Avec quel navigateur ?", "web_visits_by_device"),
                Dimension::Browser,
            )
            .await?;
            b.breakdown(Topic::new("pages", "Quelles pages sont lues ?", "web_page_views"), Dimension::Page)
                .await?;
            b.trend(
                Topic::new("annuaire", "L’annuaire des brigades est-il consulté ?", "directory_visits"),
                None,
            )
            .await?;
            false
        }
        "recrutement" => {
            let site = [(Dimension::Subsite, "recrutement")];
            b.trend(
                Topic::new("visites", "Combien de visites sur le site de recrutement ?", "web_visits")
                    .only(&site),
                None,
            )
            .await?;
            b.breakdown(Topic::new("metiers", "Quels métiers attirent ?", "job_sheet_views"), Dimension::Job)
                .await?;
            b.trend(
                Topic::new("feminisation", "Quelle est la place des femmes ?", "feminisation_rate"),
                None,
            )
            .await?;
            b.breakdown(
                Topic::new("feminisation-categories", "Dans quels corps ?", "feminisation_rate"),
                Dimension::Category,
            )
            .await?;
            b.breakdown(
                Topic::new("feminisation-statut", "Chez les militaires et les civils ?", "feminisation_rate"),
                Dimension::Status,
            )
            .await?;
            b.trend(Topic::new("effectifs", "Combien de personnes en service ?", "workforce"), None).await?;
            false
        }
        "reseaux-sociaux" => {
            b.trend(Topic::new("abonnes", "Combien d’abonnés ?", "followers"), None).await?;
            b.breakdown(Topic::new("reseaux", "Sur quels réseaux ?", "followers"), Dimension::Network)
                .await?;
            b.breakdown(
                Topic::new("comptes", "Quels comptes sont les plus suivis ?", "followers"),
                Dimension::Account,
            )
            .await?;
            b.map(Topic::new("carte", "Où les comptes départementaux sont-ils suivis ?", "followers"), true)
                .await?;
            true
        }
        "service-public-plus" => {
            second = b
                .aside("Réponse médiane en", Topic::new("d", "", "experience_response_delay_median"))
                .await?;
            second = second.map(|s| s.replace(" en : ", " en "));
            b.trend(Topic::new("experiences", "Combien d’expériences sont partagées ?", "experiences"), None)
                .await?;
            b.breakdown(Topic::new("ressenti", "Sont-elles bonnes ?", "experiences"), Dimension::Sentiment)
                .await?;
            b.breakdown(
                Topic::new("themes", "Que retient-on de positif ?", "experience_theme_positive_share"),
                Dimension::Theme,
            )
            .await?;
            b.trend(
                Topic::new(
                    "traitees",
                    "Les expériences reçoivent-elles une réponse ?",
                    "experience_answered_share",
                ),
                None,
            )
            .await?;
            let p90 = b
                .aside(
                    "Neuf réponses sur dix arrivent en",
                    Topic::new("d", "", "experience_response_delay_p90"),
                )
                .await?;
            let p90 = p90.map(|s| s.replace(" en : ", " en "));
            b.trend(Topic::new("delai", "En combien de temps ?", "experience_response_delay_median"), p90)
                .await?;
            b.breakdown(
                Topic::new("structures", "Sur quels services ?", "experiences"),
                Dimension::Structure,
            )
            .await?;
            b.map(Topic::new("carte", "D’où viennent les expériences ?", "experiences"), true).await?;
            true
        }
        "avis-google" => {
            second = b.aside("Note moyenne", Topic::new("n", "", "review_rating")).await?;
            b.trend(Topic::new("avis", "Combien d’avis ?", "review_count"), None).await?;
            b.trend(Topic::new("note", "Quelle note moyenne ?", "review_rating"), None).await?;
            b.map(Topic::new("carte", "Comment varie la note ?", "review_rating"), false).await?;
            true
        }
        "iggn" => {
            b.trend(
                Topic::new("reclamations", "Combien de réclamations chaque année ?", "complaints_iggn"),
                None,
            )
            .await?;
            b.trend(Topic::new("manquements", "Combien révèlent un manquement ?", "breach_share"), None)
                .await?;
            b.trend(
                Topic::new("stop-discri", "Combien de signalements Stop Discri ?", "discrimination_reports"),
                None,
            )
            .await?;
            b.breakdown(
                Topic::new("stop-discri-motifs", "Pour quels motifs ?", "discrimination_reports"),
                Dimension::Motif,
            )
            .await?;
            false
        }
        _ => return Ok(None),
    };
    let headline = b.headline(headline_topic, second).await?;
    let coverage = b.coverage(&service.indicator).await?;
    let window = b.window(&service.indicator).await?;
    let sections = std::mem::take(&mut b.sections);
    let snapshot = env.barometer.snapshot().await?;
    let source = env
        .barometer
        .catalogue()
        .indicator(&service.indicator)
        .map(|i| env.barometer.catalogue().measure_of(i).source);
    Ok(Some(PageModel {
        path: format!("/{}", service.page),
        title: service.title.clone(),
        crumbs: Vec::new(),
        introduction: service.introduction.clone(),
        since: service.since.clone(),
        link: service.link.clone(),
        window,
        coverage,
        territorial,
        parts: Vec::new(),
        headline,
        sections,
        as_of: coverage.map(|c| c.to),
        simulated: source.is_some_and(|s| snapshot.is_simulated(s)),
        state,
    }))
}
