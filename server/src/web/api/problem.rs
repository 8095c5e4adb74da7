//! Errors as RFC 9457 problem details, in French, naming the parameter at fault.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::query::Refusal;
use serde::Serialize;
use services::{Failure, turns};
use utoipa::ToSchema;

/// `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    /// The query parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl Problem {
    pub fn malformed(parameter: &'static str, detail: impl Into<String>) -> Self {
        Refusal::malformed(parameter, detail).into()
    }

    /// A parameter that the contract doesn't have.
    pub fn unknown(name: String) -> Self {
        let detail = format!("le paramètre « {name} » n’existe pas");
        Self { parameter: Some(name), ..Self::malformed("query", detail) }
    }

    pub fn repeated(name: String) -> Self {
        let detail = format!("le paramètre « {name} » est donné deux fois");
        Self { parameter: Some(name), ..Self::malformed("query", detail) }
    }

    pub fn missing(detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: "Introuvable",
            status: 404,
            detail: detail.into(),
            parameter: None,
        }
    }

    /// In words that a reader's language chose.
    pub fn told(status: u16, title: &'static str, detail: &str) -> Self {
        Self { kind: "about:blank", title, status, detail: detail.into(), parameter: None }
    }

    pub fn too_many() -> Self {
        Self {
            kind: "about:blank",
            title: "Trop de requêtes",
            status: 429,
            detail: "Attendez une minute, ou utilisez les fichiers complets de /dumps.".into(),
            parameter: None,
        }
    }

    /// The queue of heavy questions is full.
    pub fn busy() -> Self {
        Self {
            kind: "about:blank",
            title: "Serveur occupé",
            status: 503,
            detail: "Trop de demandes sont faites à la fois : recommencez dans quelques secondes, ou demandez une période plus courte.".into(),
            parameter: None,
        }
    }

    pub fn ours(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, source = ?error.source().map(ToString::to_string), "an API answer failed");
        Self {
            kind: "about:blank",
            title: "Erreur interne",
            status: 500,
            detail: "La réponse ne peut pas être préparée pour l’instant.".into(),
            parameter: None,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (title, status) =
            if refusal.meaningless { ("Question sans sens", 422) } else { ("Paramètre invalide", 400) };
        Self {
            kind: "about:blank",
            title,
            status,
            detail: format!("{}.", french::capital(&refusal.reason)),
            parameter: Some(refusal.parameter.to_owned()),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Forbidden => Refusal::malformed("territory", "territoire hors mandat").into(),
            Failure::Busy(_) => Self::busy(),
            Failure::Store(error) => Self::ours(&error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(turns::COME_BACK));
        }
        response
    }
}

pub async fn read_only() -> Problem {
    Problem {
        kind: "about:blank",
        title: "Méthode refusée",
        status: 405,
        detail: "Cette adresse n’a pas cette méthode : les données se lisent avec GET, seules les conversations s’écrivent.".into(),
        parameter: None,
    }
}

pub async fn not_found() -> Problem {
    Problem::missing("Cette adresse n’existe pas dans la version 1 de l’API.")
}
