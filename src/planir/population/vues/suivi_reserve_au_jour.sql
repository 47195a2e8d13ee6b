-- titre : Personnes que seul un agent habilité suit, au jour jugé
-- description : Une ligne par personne dont le dossier est protégé (violences, séparation, personne exposée) ou mineure confiée à l'aide sociale à
-- description : l'enfance. La nuit s'en sert pour toutes les situations : destinataire remplacé, foyer masqué pour un dossier protégé, accès restreint.
-- colonne assure : la personne
-- colonne protege : son dossier est protégé ; ni son foyer ni son adresse ne se montrent
-- colonne destinataire : qui joindre : le service de placement d'un enfant confié, le tuteur (personne ou organisme), sinon l'adulte lui-même ; vide si personne n'est sûr
WITH
concernes AS (
    SELECT assure, TRUE AS protege, CAST(NULL AS VARCHAR) AS service
    FROM assure
    WHERE dossier_protege
    UNION ALL
    SELECT assure, FALSE AS protege, coalesce(nullif(trim(service), ''), 'ase') AS service
    FROM placement_ase_au_jour
),
reunis AS (
    SELECT c.assure, a.age, bool_or(c.protege) AS protege, max(c.service) AS service
    FROM concernes AS c
    JOIN assure_au_jour AS a ON a.assure = c.assure
    GROUP BY c.assure, a.age
)
SELECT
    c.assure,
    c.protege,
    CASE
        WHEN c.age < parametre('affiliation.age_majorite') AND c.service IS NOT NULL THEN c.service
        WHEN t.tuteur IS NOT NULL THEN t.tuteur
        WHEN c.age >= parametre('affiliation.age_majorite') THEN c.assure
    END AS destinataire
FROM reunis AS c
LEFT JOIN tuteur_au_jour AS t ON t.assure = c.assure
WHERE c.protege OR (c.service IS NOT NULL AND c.age < parametre('affiliation.age_majorite'))
