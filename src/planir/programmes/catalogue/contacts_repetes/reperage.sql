WITH
-- Deux lignes du même jour, du même canal et du même motif sont un seul contact, enregistré deux fois.
contacts_distincts AS (
    SELECT DISTINCT assure, motif, date_contact, canal
    FROM contact_entrant
    WHERE date_contact <= :au
        AND date_contact > jours_avant(:au, parametre('contacts_repetes.fenetre_jours'))
),
-- étape : s'est adressée à la caisse ces dernières semaines
recents AS (
    SELECT c.assure, c.motif, c.date_contact
    FROM contacts_distincts AS c
    JOIN assure_au_jour USING (assure)
),
-- « autre » réunit des sujets sans rapport, et un motif vide n'est pas un motif : aucun ne dit que l'on revient.
-- étape : l'a fait pour un motif précis
motives AS (
    SELECT assure, motif, date_contact FROM recents
    WHERE motif IS NOT NULL AND motif <> 'autre'
),
-- L'issue n'est pas regardée : revenir après un contact dit « résolu », c'est ce que l'on cherche.
retours AS (
    SELECT
        assure,
        motif,
        count(*) AS contacts,
        min(date_contact) AS premier,
        max(date_contact) AS dernier
    FROM motives
    GROUP BY assure, motif
)
-- étape : est revenue plusieurs fois pour le même motif
SELECT
    r.assure,
    r.motif AS objet,
    k.destinataire,
    r.contacts,
    r.premier,
    r.dernier,
    CASE r.motif
        WHEN 'c2s' THEN 'de la complémentaire santé solidaire'
        WHEN 'indemnites_journalieres' THEN 'des indemnités journalières'
        WHEN 'remboursement' THEN 'd''un remboursement'
        WHEN 'medecin_traitant' THEN 'du médecin traitant'
        WHEN 'carte_vitale' THEN 'de la carte Vitale'
        WHEN 'affiliation' THEN 'de l''affiliation'
        WHEN 'invalidite' THEN 'de l''invalidité'
        WHEN 'at_mp' THEN 'd''un accident du travail ou d''une maladie professionnelle'
        WHEN 'maternite' THEN 'de la maternité'
        WHEN 'indu' THEN 'd''une somme réclamée'
        WHEN 'reclamation' THEN 'd''une réclamation'
        ELSE 'd''un même sujet'
    END AS sujet,
    CAST(NULL AS DATE) AS echeance
FROM retours AS r
JOIN contact_de_la_personne AS k ON k.assure = r.assure
WHERE r.contacts >= parametre('contacts_repetes.contacts')
