-- Pour toutes les personnes qui ont signalé une surdité, trouvées ou non.
-- « canal » : un moyen d'échanger par écrit, depuis qu'il est en usage. « rendez_vous » : le dernier contact résolu.
SELECT s.assure, 'canal' AS objet, min(m.debut) AS obtenu_le
FROM assure_au_jour AS s
JOIN moyen_de_contact_au_jour AS m ON m.assure = s.assure
WHERE s.surdite
    AND m.canal IN ('mobile', 'courriel')
    AND coalesce(m.appartient_a, 'personne') = 'personne'
    AND m.debut IS NOT NULL
GROUP BY s.assure
UNION ALL
SELECT s.assure, 'rendez_vous' AS objet, max(c.date_contact) AS obtenu_le
FROM assure_au_jour AS s
JOIN contact_entrant AS c ON c.assure = s.assure
WHERE s.surdite AND c.issue = 'resolu' AND c.date_contact <= :au
GROUP BY s.assure
