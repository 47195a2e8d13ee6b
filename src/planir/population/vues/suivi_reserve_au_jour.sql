-- titre : Personnes que seul un agent habilité suit, au jour jugé
-- description : Une ligne par personne dont le dossier est protégé (violences, séparation, personne exposée) ou mineure confiée à l'aide sociale à
-- description : l'enfance. La nuit s'en sert pour toutes les situations : destinataire remplacé, foyer masqué pour un dossier protégé, accès restreint.
-- colonne assure : la personne
-- colonne protege : son dossier est protégé ; ni son foyer ni son adresse ne se montrent
-- colonne destinataire : qui joindre : le service de placement d'un enfant confié, le tuteur, sinon l'adulte lui-même ; vide si personne n'est sûr
WITH
tuteurs AS (
    SELECT assure, min(representant) AS tuteur
    FROM representant_au_jour
    WHERE type IN ('tuteur', 'habilitation_familiale') AND representant IS NOT NULL
    GROUP BY assure
)
SELECT
    a.assure,
    coalesce(d.dossier_protege, FALSE) AS protege,
    CASE
        WHEN p.assure IS NOT NULL THEN coalesce(nullif(trim(p.service), ''), 'ase')
        WHEN t.tuteur IS NOT NULL THEN t.tuteur
        WHEN a.age >= parametre('affiliation.age_majorite') THEN a.assure
    END AS destinataire
FROM assure_au_jour AS a
JOIN assure AS d ON d.assure = a.assure
LEFT JOIN placement_ase_au_jour AS p ON p.assure = a.assure AND a.age < parametre('affiliation.age_majorite')
LEFT JOIN tuteurs AS t ON t.assure = a.assure
WHERE d.dossier_protege OR p.assure IS NOT NULL
