-- titre : Les plafonds de la complémentaire santé solidaire d'un foyer
-- description : Le plafond d'une personne seule, multiplié par les parts du foyer (CSS, R.861-3), majoré en outre-mer (D.861-1), arrondi à
-- description : l'euro le plus proche, 50 centimes au-dessus (L.861-1). Celui de la participation (avant novembre 2019 : de l'ACS) en est
-- description : un multiple. Le plafond de Mayotte n'est pas connu : les deux sont vides.
-- colonne foyer : le foyer
-- colonne demandeur : la personne qui demande
-- colonne personnes : nombre de personnes du foyer
-- colonne en_couple : le demandeur a un conjoint
-- colonne parts : parts du foyer
-- colonne territoire : metropole, outre_mer ou mayotte
-- colonne plafond_gratuit : plafond annuel de la gratuité, en euros
-- colonne plafond_participation : plafond annuel de la participation, en euros
WITH
foyers AS (
    SELECT
        foyer,
        min(CASE WHEN rang = 1 THEN assure END) AS demandeur,
        count(*) AS personnes,
        bool_or(role = 'conjoint') AS en_couple,
        sum(part) AS parts,
        min(CASE WHEN rang = 1 THEN territoire END) AS territoire
    FROM c2s_membre
    GROUP BY foyer
),
plafonds AS (
    SELECT
        foyer,
        demandeur,
        personnes,
        en_couple,
        parts,
        territoire,
        CASE territoire
            WHEN 'metropole' THEN round(parametre('c2s.plafond') * parts)
            WHEN 'outre_mer' THEN round(parametre('c2s.plafond') * (1 + parametre('c2s.majoration_outre_mer')) * parts)
        END AS plafond_gratuit
    FROM foyers
)
SELECT
    foyer,
    demandeur,
    personnes,
    en_couple,
    parts,
    territoire,
    plafond_gratuit,
    round(plafond_gratuit * parametre('c2s.coefficient_participation')) AS plafond_participation
FROM plafonds
