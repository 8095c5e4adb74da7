//! Whether answers that are offered while one writes spare a message.

use ::brigade::Deflection;
use leptos::prelude::*;

#[component]
pub fn Offered(deflection: Option<Deflection>) -> impl IntoView {
    view! {
        <section aria-labelledby="offertes">
            <h2 id="offertes">"Les réponses proposées évitent-elles des messages ?"</h2>
            <p>{sentence(deflection)}</p>
            <p class="detail">"Pendant qu’un citoyen écrit son premier message, des réponses proches lui sont proposées, sauf dans un formulaire sur cinq, tiré au sort : on compare combien envoient leur message. Jugé une fois par mois, sur les 90 jours qui précèdent le premier."</p>
        </section>
    }
    .into_any()
}

/// No change is told inside its interval.
fn sentence(deflection: Option<Deflection>) -> String {
    let Some(Deflection { fewer, low, high, forms }) = deflection else {
        return "On ne le sait pas encore : trop peu de citoyens ont écrit avant le début du mois."
            .to_owned();
    };
    let percent = |share: f64| format!("{:.0}\u{a0}%", (share * 100.0).abs());
    let forms = french::integer(forms as f64);
    if low > 0.0 {
        format!(
            "Oui : {} de messages en moins, entre {} et {} ({forms} formulaires).",
            percent(fewer),
            percent(low),
            percent(high)
        )
    } else if high < 0.0 {
        format!(
            "Non : {} de messages en plus, entre {} et {} ({forms} formulaires).",
            percent(fewer),
            percent(high),
            percent(low)
        )
    } else {
        format!(
            "Aucun effet n’est établi ({forms} formulaires) : entre {} de messages en plus et {} en moins.",
            percent(low),
            percent(high)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_no_effect() {
        let told = |fewer, low, high| sentence(Some(Deflection { fewer, low, high, forms: 500 }));
        assert!(
            told(0.37, 0.28, 0.46)
                .starts_with("Oui : 37\u{a0}% de messages en moins, entre 28\u{a0}% et 46\u{a0}%")
        );
        assert!(
            told(-0.2, -0.3, -0.1)
                .starts_with("Non : 20\u{a0}% de messages en plus, entre 10\u{a0}% et 30\u{a0}%")
        );
        assert!(told(0.1, -0.05, 0.2).starts_with("Aucun effet"));
        assert!(sentence(None).contains("pas encore"));
    }
}
