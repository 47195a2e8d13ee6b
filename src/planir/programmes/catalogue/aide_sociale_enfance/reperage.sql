WITH
-- étape : a moins de dix-huit ans
mineurs AS (
    SELECT assure FROM assure_au_jour
    WHERE age < parametre('affiliation.age_majorite')
),
-- étape : est confiée à l'aide sociale à l'enfance
confies AS (
    SELECT m.assure, p.debut, p.service
    FROM mineurs AS m
    JOIN placement_ase_au_jour AS p ON p.assure = m.assure
),
-- L'identification faite pendant un placement antérieur, fini depuis, ne vaut plus : elle s'arrête au retour en famille.
-- étape : n'a pas encore d'identification à son nom
sans_identification AS (
    SELECT c.assure, c.debut, c.service FROM confies AS c
    WHERE NOT EXISTS (
        SELECT 1 FROM evenement_restreint AS i
        WHERE i.assure = c.assure
            AND i.type = 'identification_autonome'
            AND i.date_evenement >= c.debut
            AND i.date_evenement <= :au
    )
)
-- étape : attend depuis plus longtemps que le délai convenu avec le département
-- Le destinataire est le service de placement, jamais un parent ; un service que l'événement ne nomme pas reste « ase ».
SELECT
    assure,
    '' AS objet,
    coalesce(nullif(trim(service), ''), 'ase') AS destinataire,
    debut AS confie_le,
    jours_entre(debut, :au) AS jours,
    jours_apres(debut, parametre('aide_sociale_enfance.delai_jours')) AS echeance
FROM sans_identification
WHERE jours_apres(debut, parametre('aide_sociale_enfance.delai_jours')) < :au
